using System.Text;
using EdgeAppliance.Drivers.Protocols.Coap;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.Tests.Drivers.Protocols.Coap;

/// <summary>The ETSI CoAP plugtests OBS, and the limits of observing.</summary>
public sealed class ObserveTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly PlugtestHandler _handler = new();
    private readonly RecordingPeer _peer = new();
    private readonly CoapServer _server;

    public ObserveTests() => _server = new CoapServer(_handler, CoapLimits.Default, CoapTimes.Default, _time, new Random(1));

    public void Dispose() => _server.Dispose();

    private static byte[] Get(ushort id, uint observe, CoapType type = CoapType.Confirmable, byte token = 1)
    {
        byte[] buffer = new byte[64];
        var writer = new CoapWriter(buffer, type, CoapCode.Get, id, [token]);
        writer.Option(CoapOption.Observe, observe);
        writer.Option(CoapOption.UriPath, "obs");
        return writer.Written.ToArray();
    }

    private static byte[] Empty(CoapType type, ushort id) => [(byte)(0x40 | ((int)type << 4)), 0, (byte)(id >> 8), (byte)id];

    private static uint? SequenceOf(byte[] datagram)
    {
        CoapMessage.TryParse(datagram, out var message);
        var options = message.Options;
        while (options.TryRead())
            if (options.Number == CoapOption.Observe && options.TryReadNumber(3, out uint number)) return number;
        return null;
    }

    private void Change(string value)
    {
        _handler.Observed = value;
        _server.Notify("obs");
    }

    private void Acknowledge() => _server.Receive(_peer, Empty(CoapType.Acknowledgement, RecordingPeer.IdOf(_peer.Sent[^1])));

    [LibcoapTheory]
    [InlineData("OBS_01", false, "CON 2.05")]
    [InlineData("OBS_02", true, "NON 2.05")]
    public async Task Observe_Libcoap_IsToldOfChanges(string name, bool non, string notification)
    {
        using var server = new PlugtestServer();
        var running = LibcoapClient.Run(server.Port, "obs", [.. non ? new[] { "-N" } : [], "-s", "3", "-m", "get"]);
        Assert.True(SpinWait.SpinUntil(() => server.Server.Observers == 1, TimeSpan.FromSeconds(30)));
        server.Handler.Observed = "second";
        server.Server.Notify("obs");
        var result = await running;
        Assert.Contains("first", result.Log);
        Assert.Contains("second", result.Log);
        Assert.True(result.Replies.Contains(notification), name + ": " + result.Log);
        // OBS_03, OBS_06: the client says that it has enough.
        Assert.True(SpinWait.SpinUntil(() => server.Server.Observers == 0, TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void Notify_Changes_AreNumberedUpwards()
    {
        _server.Receive(_peer, Get(1, 0));
        Change("second");
        Acknowledge();
        Change("third");
        Assert.Equal(["ACK 2.05 first", "CON 2.05 second", "CON 2.05 third"], _peer.Sent.Select(RecordingPeer.Shown));
        Assert.True(SequenceOf(_peer.Sent[0]) < SequenceOf(_peer.Sent[1]) && SequenceOf(_peer.Sent[1]) < SequenceOf(_peer.Sent[2]));
    }

    /// <summary>Section 3.3.1: a client that asks again keeps its observation, and takes older numbers for older states.</summary>
    [Fact]
    public void Observe_AgainWithTheSameToken_CountsOn()
    {
        _server.Receive(_peer, Get(1, 0));
        for (int i = 0; i < 3; i++)
        {
            Change($"{i}");
            Acknowledge();
        }
        uint? before = SequenceOf(_peer.Sent[^1]);
        _server.Receive(_peer, Get(2, 0));
        Assert.True(SequenceOf(_peer.Sent[^1]) > before);
        before = SequenceOf(_peer.Sent[^1]);
        Change("later");
        Assert.True(SequenceOf(_peer.Sent[^1]) > before);
        Assert.Equal(1, _server.Observers);
    }

    [Fact]
    public void Notify_FasterThanAcknowledged_SendsTheNewestAlone()
    {
        _server.Receive(_peer, Get(1, 0));
        foreach (string value in new[] { "2", "3", "4" }) Change(value);
        Assert.Equal("CON 2.05 2", _peer.Last);
        Acknowledge();
        Assert.Equal("CON 2.05 4", _peer.Last);
        Assert.Equal(3, _peer.Sent.Count);
    }

    [Fact]
    public void Notify_NonConfirmable_EveryFifthMustBeAcknowledged()
    {
        _server.Receive(_peer, Get(1, 0, CoapType.NonConfirmable));
        for (int i = 1; i <= 5; i++) Change(i.ToString());
        Assert.Equal(["NON 2.05 4", "CON 2.05 5"], _peer.Sent.Select(RecordingPeer.Shown).TakeLast(2));
    }

    [Fact]
    public void Obs03_Deregister_EndsIt()
    {
        _server.Receive(_peer, Get(1, 0));
        _server.Receive(_peer, Get(2, 1));
        Assert.Null(SequenceOf(_peer.Sent[^1]));
        Assert.Equal(0, _server.Observers);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Obs06_Reset_EndsIt(bool non)
    {
        _server.Receive(_peer, Get(1, 0, non ? CoapType.NonConfirmable : CoapType.Confirmable));
        Change("second");
        _server.Receive(_peer, Empty(CoapType.Reset, RecordingPeer.IdOf(_peer.Sent[^1])));
        Assert.Equal(0, _server.Observers);
        Assert.False(_peer.IsBusy);
    }

    [Fact]
    public void Obs04And05_ClientIsGone_IsForgottenAfterTheLastRetransmission()
    {
        _server.Receive(_peer, Get(1, 0));
        Change("second");
        for (int i = 0; i < 93; i++) _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, _server.Observers);
        Assert.False(_peer.IsBusy);
    }

    [Fact]
    public void Obs07_ResourceDeleted_TellsItOnce()
    {
        _server.Receive(_peer, Get(1, 0));
        _handler.ObservedIsDeleted = true;
        _server.Notify("obs");
        Assert.Equal("CON 4.04", _peer.Last);
        Assert.Null(SequenceOf(_peer.Sent[^1]));
        Assert.Equal(0, _server.Observers);
    }

    [Fact]
    public void Obs08_FormatChanges_EndsIt()
    {
        _server.Receive(_peer, Get(1, 0));
        _handler.ObservedFormat = PlugtestHandler.Xml;
        Change("<second/>");
        Assert.Equal("CON 4.06", _peer.Last);
        Assert.Equal(0, _server.Observers);
    }

    [Fact]
    public void Observe_SameTokenAgain_IsOneObserver()
    {
        _server.Receive(_peer, Get(1, 0));
        _server.Receive(_peer, Get(2, 0));
        Assert.Equal(1, _server.Observers);
    }

    [Fact]
    public void Observe_TooMany_AreAnsweredOnce()
    {
        for (byte i = 0; i < 17; i++) _server.Receive(_peer, Get(i, 0, token: i));
        Assert.Equal(16, _server.Observers);
        Assert.Equal("ACK 2.05 first", _peer.Last);
        Assert.Null(SequenceOf(_peer.Sent[^1]));
    }
}
