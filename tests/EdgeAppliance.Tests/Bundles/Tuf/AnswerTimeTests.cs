using System.Net;
using System.Net.Sockets;
using EdgeAppliance.Bundles.Tuf;
using EdgeAppliance.Bundles.Tuf.Client;
using EdgeAppliance.Bundles.Tuf.Sources;
using EdgeAppliance.Bundles.Tuf.Sources.Oci;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.Tests.Bundles.Tuf;

/// <summary>A server that takes the request and never answers.</summary>
public sealed class AnswerTimeTests : IDisposable
{
    private static readonly string s_target = $"bundles/tiny/1/{new string('a', 64)}.model.onnx";

    private readonly TcpListener _server = new(IPAddress.Loopback, 0);
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly FakeTimeProvider _time = new();

    public AnswerTimeTests() => _server.Start();

    public void Dispose()
    {
        _http.Dispose();
        _server.Dispose();
    }

    [Theory]
    [InlineData("http")]
    [InlineData("oci")]
    public async Task OpenTarget_ServerSaysNothing_EndsAndMayBeTriedAgain(string kind)
    {
        var source = Source(kind);

        await EndsInTime<IOException>(() => source.OpenTarget(new TargetPiece(s_target, 10, 0, 10), CancellationToken.None));
    }

    [Theory]
    [InlineData("http")]
    [InlineData("oci")]
    public async Task FetchMetadata_ServerSaysNothing_IsTooSlow(string kind)
    {
        var source = Source(kind);

        Assert.Equal(TufFailure.TooSlow, (await EndsInTime<TufException>(() => source.FetchMetadata("2.root.json", 1000, CancellationToken.None))).Failure);
    }

    private async Task<T> EndsInTime<T>(Func<Task> ask)
        where T : Exception
    {
        var asked = ask();
        using var connection = await _server.AcceptTcpClientAsync();
        _time.Advance(TimeSpan.FromMinutes(2));
        return await Assert.ThrowsAsync<T>(() => asked.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    private ITufSource Source(string kind)
    {
        string place = $"127.0.0.1:{((IPEndPoint)_server.LocalEndpoint).Port}";
        if (kind == "http") return new HttpSource(_http, new Uri($"http://{place}/metadata/"), new Uri($"http://{place}/targets/"), _time);
        return new OciSource(new OciRegistry(_http, OciReference.TryParse(new Uri($"oci+http://{place}/edge/fleet:tuf"))!, null), _time);
    }
}
