using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using EdgeAppliance.Drivers.Protocols;
using MQTTnet.Adapter;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>One client's connection. The plain publishes of sources, which are nearly all there is, are taken right out of the receive
/// buffer; everything else MQTTnet decodes and handles:
/// <list type="number">
/// <item>bytes arrive,</item>
/// <item>whole packets are told apart, and one that is too large ends the connection,</item>
/// <item>a plain publish is decoded and added to its source's open group,</item>
/// <item>once no whole packet is left, those taken are acknowledged as their groups are stored.</item>
/// </list></summary>
internal sealed class MqttConnection : IMqttChannelAdapter
{
    private const int EncodeBytesFirst = 256;
    private const int EncodeBytesKept = 64 * 1024;

    // MQTTnet ends a client that it has not heard of for longer than its keep-alive, of one second at least.
    private static readonly TimeSpan SignOfLifeEvery = TimeSpan.FromMilliseconds(500);

    private readonly TcpTransport _transport;
    private readonly MqttIntake _intake;
    private readonly MqttBrokerOptions _options;
    private readonly TimeProvider _time;
    private readonly StreamReceiver _receiver;
    private readonly MqttSender _sender;
    private readonly MqttAcknowledger _acknowledger;

    // The receive loop's own.
    private byte[] _topic = [];
    private IngestRoutes<IPublishSource>? _routes;
    private IngestRoute<IPublishSource>? _route;
    private long _heardAt;

    public MqttConnection(TcpTransport transport, MqttIntake intake, MqttBrokerOptions options, TimeProvider time)
    {
        _transport = transport;
        _intake = intake;
        _options = options;
        _time = time;
        PacketFormatterAdapter = new MqttPacketFormatterAdapter(new MqttBufferWriter(EncodeBytesFirst, EncodeBytesKept));
        _receiver = new StreamReceiver(transport.Stream);
        _sender = new MqttSender(transport.Stream, PacketFormatterAdapter);
        Peer = new MqttPeer(intake.Memories);
        _acknowledger = new MqttAcknowledger(_sender, options.UnacknowledgedMax, OnUnstored);
    }

    public long BytesReceived => 0;

    public long BytesSent => 0;

    public MqttPeer Peer { get; }

    public X509Certificate2? ClientCertificate => _transport.Certificate;

    /// <summary>What the client sent beside its certificate.</summary>
    public X509Certificate2Collection? ClientChain => _transport.Chain;

    public EndPoint RemoteEndPoint => _transport.Remote;

    public EndPoint LocalEndPoint => _transport.Local;

    public bool IsSecureConnection => _transport.IsSecure;

    public MqttPacketFormatterAdapter PacketFormatterAdapter { get; }

    private bool IsVersion5 => PacketFormatterAdapter.ProtocolVersion == MqttProtocolVersion.V500;

    public Task ConnectAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public void ResetStatistics()
    {
    }

    public async Task<MqttPacket?> ReceivePacketAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                if (Next(out var room) is { } packet) return packet;
                _acknowledger.Start();
                if (room is not null) await room.WaitAsync(cancellationToken).ConfigureAwait(false);
                else if (!await _receiver.FillAsync(cancellationToken).ConfigureAwait(false)) return null; // 1: bytes
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            return null;
        }
    }

    public async Task SendPacketAsync(MqttPacket packet, CancellationToken cancellationToken)
    {
        try
        {
            await _sender.SendAsync(packet, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new MqttCommunicationException(e);
        }
        if (packet is MqttConnAckPacket { ReturnCode: MqttConnectReturnCode.ConnectionAccepted, ReasonCode: MqttConnectReasonCode.Success }) Peer.Accept();
    }

    public Task DisconnectAsync(CancellationToken cancellationToken)
    {
        _acknowledger.Close();
        _transport.Stream.Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        Peer.Dispose();
        _acknowledger.Close();
        _transport.Stream.Dispose();
        _receiver.Dispose();
    }

    /// <summary>Takes what lies in the buffer.</summary>
    /// <returns>A packet for MQTTnet, or null: then more bytes are needed, or <paramref name="room"/> in the source's group.</returns>
    private MqttPacket? Next(out Task? room)
    {
        room = null;
        while (true)
        {
            switch (MqttFrame.TryRead(_receiver.Unread, _options.PacketBytesMax, out var frame)) // 2: packets
            {
                case MqttFrameStatus.Incomplete: return null;
                case MqttFrameStatus.TooLarge: throw new MqttProtocolViolationException($"A packet of more than {_options.PacketBytesMax} bytes is not taken.");
                case MqttFrameStatus.Malformed: throw new MqttProtocolViolationException("A packet's length has more than four bytes.");
            }
            bool taken = false;
            if (Peer.IsAccepted && frame.IsPublish && !_intake.HasSubscriptions) taken = TryTake(frame, out room);
            if (room is not null) return null;
            var packet = taken ? SignOfLife() : Decode(frame);
            _receiver.Consume(frame.Size);
            if (packet is not null) return packet;
        }
    }

    // 3: plain publishes
    private bool TryTake(in MqttFrame frame, out Task? room)
    {
        room = null;
        if (!MqttPublishFrame.TryRead(frame, IsVersion5, out var publish)) return false;
        bool known = _routes == _intake.Routes && publish.Topic.SequenceEqual(_topic);
        if (!known && !TryRoute(publish.Topic)) return false;
        if (!TryAdd(publish, out var error, out var stored))
        {
            room = stored;
            return false;
        }
        var answer = stored is null ? Refuse(publish.PacketId, error) : null;
        var pending = new MqttPending(publish.PacketId, _route!.Source, stored ?? Task.CompletedTask, answer);
        if (publish.PacketId == 0 || _acknowledger.TryAdd(pending)) return true; // 4: acknowledge
        throw new MqttProtocolViolationException($"More than {_options.UnacknowledgedMax} publishes wait for their acknowledgement.");
    }

    private bool TryRoute(ReadOnlySpan<byte> topic)
    {
        _routes = _intake.Routes;
        _topic = [];
        // What may not be published must not even make a device known.
        if (!Peer.MayPublish(topic) || !_intake.TryFind(topic, out var route) || route.Device is null) return false;
        _topic = topic.ToArray();
        _route = route;
        return true;
    }

    private bool TryAdd(in MqttPublishFrame publish, out PayloadError error, out Task? stored)
    {
        try
        {
            return MqttIntake.TryTake(_route!, new(publish.PacketId, publish.IsResent, publish.Payload), Peer.Memory, out error, out stored);
        }
        catch (ObjectDisposedException) when (!_intake.IsCurrent(_route!))
        {
            // The source went between the look-up and this; the topic may lead to another by now.
            error = PayloadError.None;
            stored = Task.CompletedTask;
            return false;
        }
    }

    /// <summary>What the device is told of a payload that is not taken: version 3.1.1 has no word for it, and would send it again for ever.</summary>
    private MqttPubAckPacket? Refuse(ushort packetId, PayloadError error)
    {
        string reason = _intake.Refused(_route!, Peer.Client, error);
        return IsVersion5 ? new MqttPubAckPacket { PacketIdentifier = packetId, ReasonCode = MqttIntake.ReasonOf(error), ReasonString = reason } : null;
    }

    private MqttPubAckPacket? OnUnstored(MqttPending pending)
    {
        _intake.Unstored(pending.Source, pending.Stored, Peer.Client, closes: !IsVersion5);
        if (IsVersion5) return new MqttPubAckPacket { PacketIdentifier = pending.PacketId, ReasonCode = MqttPubAckReasonCode.UnspecifiedError };
        _transport.Stream.Dispose();
        return null;
    }

    private MqttPacket Decode(in MqttFrame frame)
    {
        // MQTTnet's packets refer to the bytes they were read from, which the buffer needs again.
        var received = new ReceivedMqttPacket(frame.First, frame.Body.ToArray(), frame.Size);
        if (PacketFormatterAdapter.ProtocolVersion == MqttProtocolVersion.Unknown)
        {
            if (!frame.IsConnect) throw new MqttProtocolViolationException("The first packet is no CONNECT.");
            PacketFormatterAdapter.DetectProtocolVersion(received);
        }
        var packet = PacketFormatterAdapter.Decode(received) ?? throw new MqttProtocolViolationException("A packet of this type is not known.");
        if (packet is MqttConnectPacket connect) Peer.Read(connect, IsVersion5);
        return packet;
    }

    /// <summary>MQTTnet does not see what is taken here. Now and then it gets an acknowledgement of nothing, and so knows that the client lives.</summary>
    private MqttPubAckPacket? SignOfLife()
    {
        if (_time.GetElapsedTime(_heardAt) < SignOfLifeEvery) return null;
        _heardAt = _time.GetTimestamp();
        return new MqttPubAckPacket();
    }
}
