using System.Text;
using System.Text.Json;
using EdgeAppliance.Bundles.Hawkbit;
using EdgeAppliance.Bundles.Tuf;

namespace EdgeAppliance.Tests.Daemon.Updates.Hawkbit;

public sealed class DdiReaderTests
{
    private static readonly Uri s_server = new("https://hawkbit.example/");
    private const string Links = """ "_links": { "download": { "href": "https://cdn.example/a" }, "download-http": { "href": "http://cdn.example/a" } } """;

    [Fact]
    public void Poll_Everything_IsRead()
    {
        var poll = DdiReader.Poll(Utf8("""
            { "config": { "polling": { "sleep": "12:00:05" } }, "_links": {
              "deploymentBase": { "href": "https://x.example/DEFAULT/controller/v1/a/deploymentBase/3?c=-2129030598" },
              "cancelAction": { "href": "/DEFAULT/controller/v1/a/cancelAction/2" },
              "confirmationBase": { "href": "https://x.example/confirmationBase/4?c=9&more=no" },
              "installedBase": { "href": "https://x.example/installedBase/1" }, "configData": { "href": "https://x.example/configData" }, "other": 1 } }
            """));
        Assert.Equal(new TimeSpan(12, 0, 5), poll.Sleep);
        Assert.Equal((new DdiLink("3", "?c=-2129030598"), new DdiLink("2", ""), new DdiLink("4", "")), (poll.Deployment!.Value, poll.Cancel!.Value, poll.Confirmation!.Value));
        Assert.True(poll.WantsAttributes);
    }

    [Fact]
    public void Poll_Nothing_IsNothing() => Assert.Equal(new DdiPoll(), DdiReader.Poll(Utf8("{}")));

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("""{ "config": { "polling": { "sleep": "soon" } } }""")]
    [InlineData("""{ "config": { "polling": { "sleep": 5 } } }""")]
    [InlineData("""{ "_links": [] }""")]
    [InlineData("""{ "_links": { "deploymentBase": "x" } }""")]
    [InlineData("""{ "_links": { "deploymentBase": { "href": "https://x.example/deploymentBase/" } } }""")]
    [InlineData("""{ "_links": { "deploymentBase": { "href": "https://x.example/deploymentBase/.." } } }""")]
    [InlineData("""{ "_links": { "deploymentBase": { "href": "https://x.example/deploymentBase/a%2fb" } } }""")]
    public void Poll_NoAnswer_IsMalformed(string json) => Assert.Equal(TufFailure.Malformed, Assert.Throws<TufException>(() => DdiReader.Poll(Utf8(json))).Failure);

    [Fact]
    public void Deployment_Everything_IsRead()
    {
        var deployment = DdiReader.Deployment(Utf8($$"""
            { "id": "8", "deployment": { "download": "forced", "update": "attempt", "maintenanceWindow": "available", "chunks": [ { "part": "bApp", "version": "1.2.0", "name": "tiny",
              "metadata": [ { "key": "a", "value": "b" } ], "artifacts": [ { "filename": "tiny-1.2.0.tar", "hashes": { "sha1": "2d86", "md5": "0d1b", "sha256": "{{new string('A', 64)}}" }, "size": 11, {{Links}} } ] } ] },
              "actionHistory": { "status": "RUNNING", "messages": [ "a" ] } }
            """), s_server, prefersPlain: false);
        var chunk = Assert.Single(deployment.Chunks);
        Assert.Equal(("8", DdiHandling.Forced, DdiHandling.Attempt, true, false), (deployment.Id, deployment.Download, deployment.Update, deployment.HasWindow, deployment.IsDownloadOnly));
        Assert.Equal(("tiny", "1.2.0"), (chunk.Name, chunk.Version));
        Assert.Equal(new DdiArtifact("tiny-1.2.0.tar", 11, new string('a', 64), new Uri("https://cdn.example/a")), Assert.Single(chunk.Artifacts));
    }

    [Theory]
    [InlineData(true, "http://cdn.example/a")]
    [InlineData(false, "https://cdn.example/a")]
    public void Deployment_TwoAddresses_TakesTheOneThatIsOfUse(bool prefersPlain, string address) =>
        Assert.Equal(new Uri(address), DdiReader.Deployment(Utf8(WithArtifact($$""" "filename": "a", "size": 1, {{Links}} """)), s_server, prefersPlain).Chunks[0].Artifacts[0].Address);

    /// <summary>A module's type is of no use here, and decides of nothing.</summary>
    [Theory]
    [InlineData("5")]
    [InlineData("null")]
    [InlineData("[ { } ]")]
    [InlineData("\"../../etc\"")]
    [InlineData(null)]
    public void Deployment_TypeOfAModuleIsWhatever_IsPassedOver(string? part)
    {
        part ??= $"\"{new string('a', 2 * DdiReader.TextMax)}\"";
        var deployment = DdiReader.Deployment(Utf8($$"""{ "id": "8", "deployment": { "chunks": [ { "part": {{part}}, "name": "a", "version": "1" } ] } }"""), s_server, prefersPlain: false);
        Assert.Equal("a", Assert.Single(deployment.Chunks).Name);
    }

    [Fact]
    public void Deployment_UnknownHandling_IsNotDone()
    {
        var deployment = DdiReader.Deployment(Utf8("""{ "id": 8, "deployment": { "download": "perhaps", "chunks": [] } }"""), s_server, prefersPlain: false);
        Assert.Equal(("8", DdiHandling.Skip, DdiHandling.Skip, true), (deployment.Id, deployment.Download, deployment.Update, deployment.IsDownloadOnly));
    }

    [Theory]
    [InlineData("""{ "deployment": { "chunks": [] } }""")]
    [InlineData("""{ "id": "../8", "deployment": { "chunks": [] } }""")]
    [InlineData("""{ "id": "8" }""")]
    [InlineData("""{ "id": "8", "deployment": { "chunks": {} } }""")]
    [InlineData("""{ "id": "8", "deployment": { "chunks": [ { "name": "a" } ] } }""")]
    public void Deployment_NoAnswer_IsMalformed(string json) => Assert.Equal(TufFailure.Malformed, Malformed(json).Failure);

    [Theory]
    [InlineData(""" "filename": "a", "size": -1, "_links": { "download": { "href": "https://a/" } } """)]
    [InlineData(""" "filename": "a", "size": 1 """)]
    [InlineData(""" "filename": "a", "size": 1, "_links": { } """)]
    [InlineData(""" "filename": "a", "size": 1, "_links": { "download": { "href": "file:///etc/passwd" } } """)]
    [InlineData(""" "filename": "a", "size": 1, "_links": { "download": { "href": "https://user:word@a/" } } """)]
    [InlineData(""" "filename": "a", "size": 1, "hashes": { "sha256": "12" }, "_links": { "download": { "href": "https://a/" } } """)]
    public void Deployment_BadArtifact_IsMalformed(string artifact) => Assert.Equal(TufFailure.Malformed, Malformed(WithArtifact(artifact)).Failure);

    [Fact]
    public void Deployment_MoreThanIsTaken_IsMalformed()
    {
        string artifact = $$"""{ "filename": "a", "size": 1, {{Links}} }""";
        string Chunk(int artifacts) => $$"""{ "name": "a", "version": "1", "artifacts": [ {{string.Join(',', Enumerable.Repeat(artifact, artifacts))}} ] }""";
        string Deployment(int chunks, int artifacts) => $$"""{ "id": "8", "deployment": { "chunks": [ {{string.Join(',', Enumerable.Repeat(Chunk(artifacts), chunks))}} ] } }""";
        Assert.Equal(DdiReader.ChunksMax, DdiReader.Deployment(Utf8(Deployment(DdiReader.ChunksMax, DdiReader.ArtifactsMax)), s_server, false).Chunks.Count);
        Assert.Contains("more than 32", Malformed(Deployment(DdiReader.ChunksMax + 1, 1)).Message);
        Assert.Contains("more than 64", Malformed(Deployment(1, DdiReader.ArtifactsMax + 1)).Message);
        Assert.Contains("longer than 256", Malformed(Deployment(1, 1).Replace("\"filename\": \"a\"", $"\"filename\": \"{new string('a', 257)}\"", StringComparison.Ordinal)).Message);
        Malformed(new string('[', 100) + new string(']', 100));
    }

    [Fact]
    public void Writer_Feedback_IsOfTheWire()
    {
        var at = new DateTimeOffset(2026, 11, 27, 3, 4, 5, TimeSpan.Zero);
        Assert.Equal("""{"id":"8","time":"20261127T030405","timestamp":1795748645000,"status":{"execution":"closed","result":{"finished":"failure","progress":{"cnt":1,"of":2}},"details":["It drifts."]}}""",
            Encoding.UTF8.GetString(DdiWriter.Feedback("8", DdiExecution.Closed, DdiFinished.Failure, ["It drifts."], at, (1, 2))));
        Assert.Equal("""{"id":"8","status":{"execution":"proceeding","result":{"finished":"none"},"details":[]}}""", Encoding.UTF8.GetString(DdiWriter.Feedback("8", DdiExecution.Proceeding, DdiFinished.None, [], null)));
        Assert.Equal("""{"confirmation":"confirmed","details":[]}""", Encoding.UTF8.GetString(DdiWriter.Confirmation(true, [])));
        Assert.Equal("""{"mode":"merge","data":{"a":"b"}}""", Encoding.UTF8.GetString(DdiWriter.Attributes("merge", [new("a", "b")])));
    }

    [Fact]
    public void Writer_LongTexts_AreCutWhereTheyMayBe()
    {
        string pairs = string.Concat(Enumerable.Repeat("\U0001F600", 300));
        foreach (string text in new[] { pairs, "a" + pairs, new('b', 600) })
        {
            using var json = JsonDocument.Parse(DdiWriter.Feedback("8", DdiExecution.Closed, DdiFinished.None, [text], null));
            string cut = json.RootElement.GetProperty("status").GetProperty("details")[0].GetString()!;
            Assert.InRange(cut.Length, DdiWriter.DetailMax - 1, DdiWriter.DetailMax);
            Assert.EndsWith("…", cut);
        }
    }

    private static TufException Malformed(string json) => Assert.Throws<TufException>(() => DdiReader.Deployment(Utf8(json), s_server, prefersPlain: false));

    private static string WithArtifact(string artifact) => $$"""{ "id": "8", "deployment": { "chunks": [ { "name": "a", "version": "1", "artifacts": [ { {{artifact}} } ] } ] } }""";

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
