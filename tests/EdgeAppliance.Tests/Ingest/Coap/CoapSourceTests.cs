using System.Net;
using System.Text;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Ingest;
using EdgeAppliance.Daemon.Ingest.Coap;
using EdgeAppliance.Drivers.Protocols.Coap;
using EdgeAppliance.Tests.Drivers.Protocols.Coap;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAppliance.Tests.Ingest.Coap;

public sealed class CoapSourceTests : IDisposable
{
    private readonly HeldStore _store = new();
    private readonly CoapSource _source;
    private readonly CoapListeners _listeners = new(TimeProvider.System, TimeProvider.System.GetUtcNow, NullLogger<CoapListeners>.Instance);

    public CoapSourceTests()
    {
        _source = new CoapSource(new CoapSourceOptions { Name = "field" }, _store.Append, TimeProvider.System);
        _listeners.Use([_source]);
        _listeners.Listen(new ListenConfiguration([], []) { Coap = [new IPEndPoint(IPAddress.Loopback, 0)] });
    }

    public void Dispose()
    {
        _store.CommitAlways();
        _listeners.Dispose();
        _source.Dispose();
    }

    private Task<LibcoapResult> Post(string path, string format, string payload) =>
        LibcoapClient.Run(_listeners.Listening.Single().EndPoint.Port, path, "-m", "post", "-t", format, "-e", payload);

    [LibcoapFact]
    public async Task Post_CommitHeldBack_IsAnsweredOnlyAfterIt()
    {
        var posted = Post("telemetry/pump-7", "50", """{"temp": 21.5}""");
        await _store.AppendedAsync();
        Assert.False(posted.IsCompleted);
        _store.Commit();
        Assert.Equal("2.04", (await posted).LastCode);
        var batch = Assert.Single(_store.Batches);
        Assert.Equal(("field", "pump-7", "temp", 21.5), (batch.Source, batch.Device, batch.Channels[0], batch.Get(0, 0)));
    }

    [LibcoapFact]
    public async Task Post_StoreFails_IsAnInternalError()
    {
        var posted = Post("telemetry/pump-7", "50", """{"temp": 21.5}""");
        await _store.AppendedAsync();
        _store.Fail();
        Assert.Equal("5.00", (await posted).LastCode);
        Assert.True(SpinWait.SpinUntil(() => _source.Counters.NotStored == 1, TimeSpan.FromSeconds(30)));
    }

    [LibcoapTheory]
    [InlineData("0", "temp=21.5 hum=40")]
    [InlineData("50", "{\"temp\": 21.5, \"hum\": 40}")]
    [InlineData("110", "[{\"n\":\"temp\",\"u\":\"Cel\",\"v\":21.5},{\"n\":\"hum\",\"v\":40}]")]
    public async Task Post_AnyFormat_IsTheSameReading(string format, string payload)
    {
        _store.CommitAlways();
        Assert.Equal("2.04", (await Post("telemetry/pump-7", format, payload)).LastCode);
        var batch = Assert.Single(_store.Batches);
        Assert.Equal(["temp", "hum"], batch.Channels.Names.ToArray());
        Assert.Equal((21.5, 40.0), (batch.Get(0, 0), batch.Get(0, 1)));
    }

    [LibcoapTheory]
    [InlineData("telemetry/pump-7", "50", "{", "4.00")]
    [InlineData("telemetry/pump-7", "0", "temp", "4.00")]
    [InlineData("telemetry/pump-7", "110", "{}", "4.00")]
    [InlineData("telemetry/pump-7", "41", "<x/>", "4.15")]
    [InlineData("elsewhere", "50", "{\"a\":1}", "4.04")]
    public async Task Post_Wrong_IsRefusedWithItsCode(string path, string format, string payload, string code)
    {
        Assert.Equal(code, (await Post(path, format, payload)).LastCode);
        Assert.Empty(_store.Batches);
    }

    [Fact]
    public void Pack_StoreIsBehind_IsTakenWholeOrNotAtAll()
    {
        Assert.True(_source.TryResolve("telemetry/pump-7", out var device));
        bool Take(string pack) => _source.TryTake(device!, CoapFormat.SenMlJson, Encoding.UTF8.GetBytes(pack), out _, out _);
        string Pack(int rows) => "[" + string.Join(",", Enumerable.Range(1, rows).Select(i => $"{{\"n\":\"temp\",\"v\":{i},\"t\":{1_700_000_000 + i}}}")) + "]";
        Assert.True(Take(Pack(1)));
        Assert.True(SpinWait.SpinUntil(() => _store.Rows == 1, TimeSpan.FromSeconds(30)));
        // The store holds that one; behind it 8192 readings may wait, and here three places are left.
        for (int i = 0; i < 8; i++) Assert.True(Take(Pack(i < 7 ? 1024 : 1021)));
        long before = _source.Counters.Accepted;
        Assert.False(Take(Pack(4)));
        Assert.Equal(before, _source.Counters.Accepted);
        Assert.True(Take(Pack(3)));
        _store.CommitAlways();
        Assert.True(SpinWait.SpinUntil(() => _store.Rows == 1 + 8192, TimeSpan.FromSeconds(30)));
    }

    [LibcoapFact]
    public async Task Get_WellKnownCore_NamesThePath()
    {
        var result = await LibcoapClient.Run(_listeners.Listening.Single().EndPoint.Port, ".well-known/core", "-m", "get");
        Assert.StartsWith("</telemetry>;rt=\"edge.telemetry\"", result.Text);
    }
}
