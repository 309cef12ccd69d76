using System.Text;
using EdgeAppliance.Bundles.Hawkbit;
using EdgeAppliance.Bundles.Tuf;
using EdgeAppliance.FuzzTests.Engine;
using Xunit.Abstractions;

namespace EdgeAppliance.FuzzTests;

/// <summary>What a hawkBit server sends, which nobody vouches for.</summary>
public sealed class DdiReaderFuzzTests(ITestOutputHelper output)
{
    private static readonly Uri s_server = new("https://hawkbit.example/");

    private static readonly IReadOnlyList<byte[]> s_answers =
    [
        Encoding.UTF8.GetBytes("""{"config":{"polling":{"sleep":"00:05:00"}},"_links":{"deploymentBase":{"href":"https://h.example/DEFAULT/controller/v1/a/deploymentBase/3?c=-2129030598"},"configData":{"href":"https://h.example/configData"},"cancelAction":{"href":"https://h.example/cancelAction/2"},"confirmationBase":{"href":"https://h.example/confirmationBase/2?c=1"}}}"""),
        Encoding.UTF8.GetBytes("""{"id":"3","deployment":{"download":"forced","update":"attempt","maintenanceWindow":"unavailable","chunks":[{"part":"bApp","version":"1.2.0","name":"tiny","artifacts":[{"filename":"tiny-1.2.0.tar","hashes":{"sha1":"2d","md5":"0d","sha256":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},"size":11,"_links":{"download":{"href":"https://cdn.example/a"},"download-http":{"href":"http://cdn.example/a"}}}]}]}}"""),
        Encoding.UTF8.GetBytes("""{"id":"3","cancelAction":{"stopId":"3"}}"""),
        Encoding.UTF8.GetBytes("""{"id":3,"confirmation":{"download":"skip","chunks":[]}}"""),
    ];

    private static readonly Mutator s_damage = new(s_answers, Corpus.Tokens("{", "}", "[", "]", "\"", ",", ":", "null", "-1", "1e999", "9223372036854775808", "\\ud800", "\"sleep\":\"99:99:99\"", "\"size\":", "/..", "file:///", "\"_links\":{}", "\"chunks\":[]", "\"id\":"));

    [Fact]
    public void Read_DamagedAnswer_IsWithinLimitsOrNamesItsError() => new Fuzz("ddi-reader", output) { Cases = 20_000, AllocatedBytesMax = 4 << 20 }.Run(s_answers, s_damage.Make, Check);

    private static void Check(byte[] json)
    {
        Try(() =>
        {
            var poll = DdiReader.Poll(json);
            foreach (var link in new[] { poll.Deployment, poll.Cancel, poll.Confirmation })
                if (link is { } known && (known.Id.AsSpan().IndexOfAny("/?#%") >= 0 || known.Id.Length is 0 or > 64)) Assert.Fail($"an action is '{known.Id}'");
        });
        Try(() => DdiReader.Cancel(json));
        Try(() =>
        {
            var deployment = DdiReader.Deployment(json, s_server, prefersPlain: false);
            if (deployment.Chunks.Count > DdiReader.ChunksMax) Assert.Fail($"{deployment.Chunks.Count} modules");
            foreach (var artifact in deployment.Chunks.SelectMany(chunk => chunk.Artifacts))
                if (artifact.Bytes < 0 || artifact.Address.Scheme is not ("https" or "http")) Assert.Fail($"{artifact}");
        });
    }

    private static void Try(Action read)
    {
        try
        {
            read();
        }
        catch (TufException e)
        {
            Assert.NotEmpty(e.Message);
        }
    }
}
