using System.Text;
using EdgeAppliance.Drivers.Protocols.Coap;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.Tests.Drivers.Protocols.Coap;

public sealed class CoapServerTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly PlugtestHandler _handler = new();
    private readonly RecordingPeer _peer = new();
    private CoapServer _server;

    public CoapServerTests() => _server = NewServer(CoapLimits.Default);

    public void Dispose() => _server.Dispose();

    private CoapServer NewServer(CoapLimits limits) => new(_handler, limits, CoapTimes.Default, _time, new Random(1));

    private static byte[] Request(CoapCode method, string path, ushort id, CoapType type = CoapType.Confirmable, Action<List<(int, byte[])>>? more = null, string payload = "")
    {
        var options = new List<(int Number, byte[] Value)>();
        foreach (string segment in path.Split('/')) options.Add((CoapOption.UriPath, Encoding.UTF8.GetBytes(segment)));
        more?.Invoke(options);
        byte[] buffer = new byte[4096];
        var writer = new CoapWriter(buffer, type, method, id, [1, 2]);
        foreach (var (number, value) in options.OrderBy(option => option.Number)) writer.Option(number, value);
        writer.Payload(Encoding.UTF8.GetBytes(payload));
        return writer.Written.ToArray();
    }

    private static byte[] Empty(CoapType type, ushort id) => [(byte)(0x40 | ((int)type << 4)), 0, (byte)(id >> 8), (byte)id];

    private void Send(byte[] datagram) => _server.Receive(_peer, datagram);

    [Fact]
    public void Receive_Ping_IsReset()
    {
        Send(Empty(CoapType.Confirmable, 77));
        Assert.Equal("RST 0.00", _peer.Last);
        Assert.Equal(77, RecordingPeer.IdOf(_peer.Sent[0]));
    }

    [Theory]
    [InlineData("token of 9 bytes", new byte[] { 0x49, 1, 0, 5, 1, 2, 3, 4, 5, 6, 7, 8, 9 })]
    [InlineData("token cut short", new byte[] { 0x44, 1, 0, 5, 1 })]
    [InlineData("marker without payload", new byte[] { 0x40, 1, 0, 5, 0xb1, (byte)'a', 0xff })]
    [InlineData("reserved delta", new byte[] { 0x40, 1, 0, 5, 0xf0 })]
    [InlineData("reserved length", new byte[] { 0x40, 1, 0, 5, 0x0f })]
    [InlineData("option cut short", new byte[] { 0x40, 1, 0, 5, 0xb4, (byte)'t' })]
    [InlineData("empty with a token", new byte[] { 0x41, 0, 0, 5, 1 })]
    public void Receive_FormatError_IsResetOrPassedOver(string why, byte[] datagram)
    {
        Send(datagram);
        Assert.True(_peer.Last == "RST 0.00", why);
        // The same, not confirmable.
        datagram[0] = (byte)(datagram[0] | 0x10);
        Send(datagram);
        Assert.Single(_peer.Sent);
        Assert.Equal(2, _server.Counters[CoapCount.FormatErrors]);
    }

    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 0x40, 1, 0 })]
    [InlineData(new byte[] { 0x00, 1, 0, 5 })]
    [InlineData(new byte[] { 0x80, 1, 0, 5 })]
    public void Receive_NoHeaderOrAnotherVersion_IsIgnored(byte[] datagram)
    {
        Send(datagram);
        Assert.Empty(_peer.Sent);
        Assert.Equal(1, _server.Counters[CoapCount.Ignored]);
    }

    [Fact]
    public void Receive_SameMessageIdAgain_IsAnsweredAlikeAndHandledOnce()
    {
        Send(Request(CoapCode.Put, "test", 9));
        Send(Request(CoapCode.Put, "test", 9));
        Assert.Equal(1, _handler.Handled);
        Assert.Equal(_peer.Sent[0], _peer.Sent[1]);
        Assert.Equal(1, _server.Counters[CoapCount.Repeated]);
    }

    [Fact]
    public void Receive_SameMessageIdAfterItsLifetime_IsAnotherRequest()
    {
        Send(Request(CoapCode.Put, "test", 9));
        _time.Advance(TimeSpan.FromSeconds(248));
        Send(Request(CoapCode.Put, "test", 9));
        Assert.Equal(2, _handler.Handled);
    }

    [Fact]
    public void Receive_UnknownCriticalOption_IsABadOption()
    {
        Send(Request(CoapCode.Get, "test", 1, more: options => options.Add((9, [1]))));
        Assert.StartsWith("ACK 4.02", _peer.Last);
        Send(Request(CoapCode.Get, "test", 2, more: options => options.Add((2050, [1]))));
        Assert.Equal("ACK 2.05 hello", _peer.Last);
        Send(Request(CoapCode.Get, "test", 3, more: options => options.Add((CoapOption.ProxyUri, "coap://else"u8.ToArray()))));
        Assert.Equal("ACK 5.05", _peer.Last);
    }

    [Fact]
    public void Receive_HandlerFails_IsAnInternalError()
    {
        Send(Request(CoapCode.Get, "broken", 1));
        Assert.Equal("ACK 5.00", _peer.Last);
    }

    [Fact]
    public void Answer_Late_IsSentUntilItIsAcknowledged()
    {
        Send(Request(CoapCode.Get, "separate", 1));
        Assert.Empty(_peer.Sent);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("ACK 0.00", _peer.Last);
        Send(Request(CoapCode.Get, "separate", 1));
        Assert.Equal(["ACK 0.00", "ACK 0.00"], _peer.Sent.Select(RecordingPeer.Shown));
        _handler.Answer();
        Assert.True(SpinWait.SpinUntil(() => _server.Pending == 0, TimeSpan.FromSeconds(30)));
        Assert.Equal("CON 2.05 late", _peer.Last);
        _time.Advance(TimeSpan.FromSeconds(3.1));
        Assert.Equal(4, _peer.Sent.Count);
        Send(Empty(CoapType.Acknowledgement, RecordingPeer.IdOf(_peer.Sent[3])));
        _time.Advance(TimeSpan.FromSeconds(200));
        Assert.Equal(4, _peer.Sent.Count);
        Assert.False(_peer.IsBusy);
    }

    [Fact]
    public void Answer_NeverAcknowledged_IsGivenUpAfterFourRetransmissions()
    {
        Send(Request(CoapCode.Get, "separate", 1));
        _time.Advance(TimeSpan.FromSeconds(1));
        _handler.Answer();
        Assert.True(SpinWait.SpinUntil(() => _server.Pending == 0, TimeSpan.FromSeconds(30)));
        // MAX_TRANSMIT_WAIT (RFC 7252 section 4.8.2).
        for (int i = 0; i < 93; i++) _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1 + 5, _peer.Sent.Count);
        Assert.Equal(1, _server.Counters[CoapCount.GivenUp]);
        Assert.False(_peer.IsBusy);
    }

    [Fact]
    public void Body_MoreThanAllowed_IsRefusedWithTheLimit()
    {
        _server.Dispose();
        _server = NewServer(CoapLimits.Default with { BodyBytesMax = 32 });
        string block = new('x', 16);
        Send(Request(CoapCode.Put, "large-update", 1, more: options => options.Add((CoapOption.Block1, [0x08])), payload: block));
        Send(Request(CoapCode.Put, "large-update", 2, more: options => options.Add((CoapOption.Block1, [0x18])), payload: block));
        Assert.Equal("ACK 2.31", _peer.Last);
        Send(Request(CoapCode.Put, "large-update", 3, more: options => options.Add((CoapOption.Block1, [0x28])), payload: block));
        Assert.Equal("ACK 4.13", _peer.Last);
        Assert.Equal(0, _server.BodyBytesHeld);
        Send(Request(CoapCode.Put, "large-update", 4, more: options => options.Add((CoapOption.Size1, [33]))));
        Assert.Equal("ACK 4.13", _peer.Last);
    }

    [Fact]
    public void Body_AllPeersTogetherAtTheLimit_AreToldToComeLater()
    {
        _server.Dispose();
        _server = NewServer(CoapLimits.Default with { BodyBytesTotalMax = 40 });
        byte[] first = Request(CoapCode.Put, "large-update", 1, more: options => options.Add((CoapOption.Block1, [0x08])), payload: new string('x', 16));
        var peers = Enumerable.Range(0, 3).Select(_ => new RecordingPeer()).ToList();
        foreach (var peer in peers) _server.Receive(peer, first);
        Assert.Equal(["ACK 2.31", "ACK 2.31", "ACK 5.03"], peers.Select(peer => peer.Last));
        _time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(0, _server.BodyBytesHeld);
        Assert.Equal(2, _server.Counters[CoapCount.BodiesExpired]);
    }

    [Fact]
    public void LongReply_Kept_IsCountedAndGoes()
    {
        Send(Request(CoapCode.Post, "large-post", 1));
        Assert.Equal(3000, _server.LongReplyBytesHeld);
        Send(Request(CoapCode.Post, "large-post", 2));
        Assert.Equal(3000, _server.LongReplyBytesHeld);
        Send(Request(CoapCode.Post, "large-post", 3, more: options => options.Add((CoapOption.Block2, [0x16]))));
        Assert.StartsWith("ACK 2.04", _peer.Last, StringComparison.Ordinal);
        _time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(0, _server.LongReplyBytesHeld);
        Send(Request(CoapCode.Post, "large-post", 4, more: options => options.Add((CoapOption.Block2, [0x26]))));
        Assert.Equal("ACK 4.08", _peer.Last);
    }

    [Fact]
    public void LongReply_AllPeersTogetherAtTheLimit_IsNotKept()
    {
        _server.Dispose();
        _server = NewServer(CoapLimits.Default with { LongReplyBytesTotalMax = 5000 });
        foreach (var peer in new[] { new RecordingPeer(), _peer }) _server.Receive(peer, Request(CoapCode.Post, "large-post", 1));
        Assert.Equal(3000, _server.LongReplyBytesHeld);
        Send(Request(CoapCode.Post, "large-post", 2, more: options => options.Add((CoapOption.Block2, [0x16]))));
        Assert.Equal("ACK 4.08", _peer.Last);
    }

    [Theory]
    [InlineData("a hole", 0x28, 16, "ACK 4.08")]
    [InlineData("short", 0x18, 15, "ACK 4.00 The block is not as long as its option says.")]
    [InlineData("reserved size", 0x1f, 16, "ACK 4.00 The block option has the reserved size, or is too long.")]
    public void Body_WrongBlock_IsAnError(string why, byte block, int bytes, string reply)
    {
        Send(Request(CoapCode.Put, "large-update", 1, more: options => options.Add((CoapOption.Block1, [0x08])), payload: new string('x', 16)));
        Send(Request(CoapCode.Put, "large-update", 2, more: options => options.Add((CoapOption.Block1, [block])), payload: new string('x', bytes)));
        Assert.True(_peer.Last == reply, why + ": " + _peer.Last);
    }

    [Fact]
    public void Pending_TooMany_AreToldToComeLater()
    {
        for (ushort id = 0; id < 64; id++) Send(Request(CoapCode.Get, "separate", id));
        Assert.Empty(_peer.Sent);
        Send(Request(CoapCode.Get, "separate", 64));
        Assert.Equal("ACK 5.03", _peer.Last);
        Assert.Equal(64, _server.Pending);
    }
}
