using System.Text;
using EdgeAppliance.Drivers.Protocols.Coap;
using EdgeAppliance.Drivers.Protocols.Coap.Client;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.Tests.Drivers.Protocols.Coap.Client;

/// <summary>The client against our own server, without a network.</summary>
public sealed class CoapClientTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly PlugtestHandler _handler = new();
    private readonly Wire _toServer = new(), _toClient = new();
    private readonly CoapServer _server;
    private readonly CoapClient _client;
    private readonly CoapTransfers _transfers;

    public CoapClientTests()
    {
        _server = new CoapServer(_handler, CoapLimits.Default, CoapTimes.Default, _time, new Random(1));
        _client = new CoapClient(_toServer, CoapTimes.Default, TimeSpan.FromSeconds(200), _time, new Random(2));
        _toServer.Deliver = datagram => _server.Receive(_toClient, datagram);
        _toClient.Deliver = datagram => _client.Receive(datagram);
        _transfers = new CoapTransfers(_client, 64 * 1024);
    }

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
    }

    private static CoapAsk Get(string path) => new(CoapCode.Get, CoapTarget.Parse(path)!);

    private static string Text(CoapResponse response) => Encoding.UTF8.GetString(response.Payload.Span);

    [Fact]
    public void Get_PathAndQuery_ReachTheResource()
    {
        Assert.Equal("segments", Text(_transfers.Get(CoapTarget.Parse("/seg1/seg2/seg3")!)));
        Assert.Equal("first=1&second=a b", Text(_transfers.Get(CoapTarget.Parse("query?first=1&second=a%20b")!)));
        Assert.Equal("4.04", _transfers.Get(CoapTarget.Parse("nowhere")!).CodeText);
    }

    [Fact]
    public void Get_Large_IsPutTogether() => Assert.Equal(_handler.Large, _transfers.Get(CoapTarget.Parse("large")!).Payload.ToArray());

    [Fact]
    public void Get_LargerThanAllowed_Fails()
    {
        _handler.Large = new byte[64 * 1024 + 1];
        Assert.Contains("more than 65536 bytes", Assert.Throws<IOException>(() => _transfers.Get(CoapTarget.Parse("large")!)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1024)]
    [InlineData(1025)]
    [InlineData(5000)]
    public void Put_AnyLength_ArrivesWhole(int bytes)
    {
        byte[] body = [.. Enumerable.Range(0, bytes).Select(i => (byte)i)];
        Assert.Equal(CoapCode.Changed, _transfers.Send(new CoapAsk(CoapCode.Put, CoapTarget.Parse("large-update")!) { Payload = body }).Code);
        Assert.Equal(body, _handler.Updated);
    }

    [Fact]
    public async Task Ask_AnsweredSeparately_IsAcknowledged()
    {
        var asked = _client.Ask(Get("separate"));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(asked.IsCompleted);
        _handler.Answer();
        Assert.Equal("late", Text(await asked.WaitAsync(TimeSpan.FromSeconds(30))));
        Assert.True(SpinWait.SpinUntil(() => !_toClient.IsBusy, TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task Ask_FirstLost_IsSentAgain()
    {
        var deliver = _toServer.Deliver;
        _toServer.Deliver = _ => { };
        var asked = _client.Ask(Get("test"));
        _toServer.Deliver = deliver;
        _time.Advance(TimeSpan.FromSeconds(3.1));
        Assert.Equal("hello", Text(await asked));
    }

    [Fact]
    public async Task Ask_NeverAnswered_FailsAfterTheLastRetransmission()
    {
        int sent = 0;
        _toServer.Deliver = _ => sent++;
        var asked = _client.Ask(Get("test"));
        for (int i = 0; i < 93; i++) _time.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<IOException>(() => asked);
        Assert.Equal(5, sent);
        Assert.False(_toServer.IsBusy);
    }

    [Fact]
    public async Task Ask_Reset_FailsAtOnce()
    {
        _toServer.Deliver = datagram => _client.Receive([0x70, 0, datagram[2], datagram[3]]);
        await Assert.ThrowsAsync<IOException>(() => _client.Ask(Get("test")));
    }

    [Fact]
    public async Task Ask_ConnectionEnds_Fails()
    {
        _toServer.Deliver = _ => { };
        var asked = _client.Ask(Get("test"));
        _client.Dispose();
        await Assert.ThrowsAsync<IOException>(() => asked);
        await Assert.ThrowsAsync<IOException>(() => _client.Ask(Get("test")));
    }

    [Fact]
    public void Observe_Changes_AreToldInOrderAndOnce()
    {
        var told = new List<string>();
        Assert.Equal("first", Text(_transfers.Observe(CoapTarget.Parse("obs")!, response => told.Add(Text(response)))));
        foreach (string value in new[] { "second", "third" }) Change(value);
        Assert.Equal(["second", "third"], told);
        // The network may bring one again, or late.
        foreach (byte[] datagram in _toClient.Sent.ToList()) _client.Receive(datagram);
        Assert.Equal(2, told.Count);
        _handler.ObservedIsDeleted = true;
        _server.Notify("obs");
        Assert.Equal(3, told.Count);
        Assert.Equal(0, _server.Observers);
    }

    [Fact]
    public void Observe_Again_IsTheSameObservation()
    {
        var told = new List<string>();
        Action<CoapResponse> notified = response => told.Add(Text(response));
        for (int i = 0; i < 3; i++) _transfers.Observe(CoapTarget.Parse("obs")!, notified);
        Assert.Equal(1, _server.Observers);
        Change("second");
        Assert.Equal("second", Assert.Single(told));
    }

    [Theory]
    [InlineData(new byte[] { 0x41, 0x45, 0, 9, 1, 0xff, 1 }, "RST 0.00")]
    [InlineData(new byte[] { 0x51, 0x45, 0, 9, 1, 0xff, 1 }, "RST 0.00")]
    [InlineData(new byte[] { 0x40, 0, 0, 9 }, "RST 0.00")]
    [InlineData(new byte[] { 0x40, 1, 0, 9 }, "RST 0.00")]
    [InlineData(new byte[] { 0x60, 0x45, 0, 9 }, "")]
    [InlineData(new byte[] { 0x80, 0x45, 0, 9 }, "")]
    public void Receive_WhatNobodyAskedFor_IsRejected(byte[] datagram, string answer)
    {
        string said = "";
        _toServer.Deliver = sent => said = RecordingPeer.Shown(sent);
        _client.Receive(datagram);
        Assert.Equal(answer, said);
    }

    private void Change(string value)
    {
        _handler.Observed = value;
        _server.Notify("obs");
    }

    /// <summary>Hands over at once.</summary>
    private sealed class Wire : CoapPeer
    {
        public Action<byte[]> Deliver { get; set; } = _ => { };

        public List<byte[]> Sent { get; } = [];

        public override void Send(ReadOnlySpan<byte> datagram)
        {
            Sent.Add(datagram.ToArray());
            Deliver(Sent[^1]);
        }
    }
}
