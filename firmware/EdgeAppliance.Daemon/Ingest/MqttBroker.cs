using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using MQTTnet.Packets;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>The embedded MQTT 3.1.1 and 5 broker. A publish of a source's topic is acknowledged only once its reading is on
/// stable storage, and the client's further publishes are read meanwhile:
/// <list type="number">
/// <item>the receive loop decodes the publish and adds it to the source's open group,</item>
/// <item>the broker queues the acknowledgement at once,</item>
/// <item>the send loop holds it back until the group is stored; those behind it share the group.</item>
/// </list>
/// A reading that cannot be stored is answered with a reason code (5), or the connection is closed (3.1.1), so that the device sends it again.</summary>
internal sealed partial class MqttBroker : IAsyncDisposable
{
    private const string SessionKey = "edge";

    private readonly MqttBrokerOptions _options;
    private volatile MqttRoutes _routes;
    private readonly ILogger _logger;
    private readonly MqttServerOptions _serverOptions;
    private readonly MqttServer _server;
    private int _connections;
    private int _subscriptions;
    private int _retained;

    public MqttBroker(MqttBrokerOptions options, IReadOnlyList<MqttSource> sources, ILogger<MqttBroker> logger)
    {
        _options = options;
        _routes = new MqttRoutes(sources);
        _logger = logger;
        _serverOptions = ServerOptions(options);
        _server = new MqttServerFactory().CreateMqttServer(_serverOptions);
        _server.ValidatingConnectionAsync += OnConnecting;
        _server.ClientConnectedAsync += OnConnected;
        _server.ClientDisconnectedAsync += OnDisconnected;
        _server.ClientSubscribedTopicAsync += _ => Count(ref _subscriptions);
        _server.RetainedMessageChangedAsync += OnRetained;
        _server.InterceptingInboundPacketAsync += OnInbound;
        _server.InterceptingPublishAsync += OnPublish;
        _server.InterceptingOutboundPacketAsync += OnOutbound;
    }

    /// <summary>Where it listens, with the port the system chose where it was asked for port 0.</summary>
    public IPEndPoint Endpoint => new(_options.Endpoint.Address, _serverOptions.DefaultEndpointOptions.Port);

    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Takes the publishes of other sources from now on; connections stay. Those taken out may be disposed after it.</summary>
    public void Use(IReadOnlyList<MqttSource> sources) => _routes = new MqttRoutes(sources);

    public Task StartAsync() => _server.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_server.IsStarted) await _server.StopAsync();
        _server.Dispose();
    }

    private static MqttServerOptions ServerOptions(MqttBrokerOptions options)
    {
        bool v4 = options.Endpoint.AddressFamily == AddressFamily.InterNetwork;
        return new MqttServerOptionsBuilder()
            .WithDefaultEndpoint()
            .WithDefaultEndpointPort(options.Endpoint.Port)
            .WithDefaultEndpointBoundIPAddress(v4 ? options.Endpoint.Address : IPAddress.None)
            .WithDefaultEndpointBoundIPV6Address(v4 ? IPAddress.None : options.Endpoint.Address)
            .Build();
    }

    private Task OnConnecting(ValidatingConnectionEventArgs e)
    {
        if (Connections >= _options.ConnectionsMax) e.ReasonCode = MqttConnectReasonCode.ServerBusy;
        e.SessionItems[SessionKey] = new MqttSession(e.ProtocolVersion);
        return Task.CompletedTask;
    }

    private Task OnConnected(ClientConnectedEventArgs e) => Count(ref _connections);

    private Task OnDisconnected(ClientDisconnectedEventArgs e)
    {
        Interlocked.Decrement(ref _connections);
        return Task.CompletedTask;
    }

    private Task OnRetained(RetainedMessageChangedEventArgs e)
    {
        Volatile.Write(ref _retained, e.StoredRetainedMessages.Count);
        return Task.CompletedTask;
    }

    // The publish event that follows does not tell the packet id.
    private static Task OnInbound(InterceptingPacketEventArgs e)
    {
        if (e.Packet is MqttPublishPacket publish && e.SessionItems[SessionKey] is MqttSession session) session.Incoming = publish;
        return Task.CompletedTask;
    }

    // 1: decode and add
    private Task OnPublish(InterceptingPublishEventArgs e)
    {
        if (e.SessionItems[SessionKey] is not MqttSession { Incoming: { } publish } session) return Task.CompletedTask;
        if (!_routes.TryFind(e.ApplicationMessage.Topic, out var route))
        {
            if (_retained >= _options.RetainedTopicsMax) e.ApplicationMessage.Retain = false;
            return Task.CompletedTask;
        }
        try
        {
            if (!Take(e, session, publish, route, out var room)) return TakeWhenRoom(e, room!);
        }
        catch (ObjectDisposedException) when (!IsCurrent(route))
        {
            // The source went between the look-up and this; the topic may lead to another by now.
            return OnPublish(e);
        }
        // Nobody but the source listens: spare the broker the search for subscribers.
        if (Volatile.Read(ref _subscriptions) == 0) e.ProcessPublish = false;
        return Task.CompletedTask;
    }

    private bool IsCurrent(MqttRoute route) => _routes.Sources.Contains(route.Source);

    private async Task TakeWhenRoom(InterceptingPublishEventArgs e, Task room)
    {
        await room;
        await OnPublish(e);
    }

    private bool Take(InterceptingPublishEventArgs e, MqttSession session, MqttPublishPacket publish, MqttRoute route, out Task? stored)
    {
        var source = route.Source;
        var error = PayloadError.TooManyDevices;
        stored = null;
        if (route.Device is not { } device) source.Counters.CountRefused(error);
        else if (!source.TryTake(device, Contiguous(e.ApplicationMessage.Payload), out error, out stored)) return false;
        if (stored is null) Refuse(e, route, error);
        else if (publish.QualityOfServiceLevel != MqttQualityOfServiceLevel.AtMostOnce &&
            !session.TryRemember(publish.PacketIdentifier, new(source, stored), _options.UnacknowledgedMax)) e.CloseConnection = true;
        return true;
    }

    private void Refuse(InterceptingPublishEventArgs e, MqttRoute route, PayloadError error)
    {
        e.ProcessPublish = false;
        e.Response.ReasonCode = error == PayloadError.TooManyDevices ? MqttPubAckReasonCode.QuotaExceeded : MqttPubAckReasonCode.PayloadFormatInvalid;
        e.Response.ReasonString = PayloadErrorText.Of(error, route.Source.Limits);
        if (route.TryStartBurst(error)) Log.PayloadRefused(_logger, route.Source.Name, e.ClientId, e.Response.ReasonString);
    }

    private static ReadOnlySpan<byte> Contiguous(in ReadOnlySequence<byte> payload) =>
        payload.IsSingleSegment ? payload.FirstSpan : payload.ToArray();

    // 3: hold the acknowledgement back
    private Task OnOutbound(InterceptingPacketEventArgs e)
    {
        ushort packetId;
        if (e.Packet is MqttPubAckPacket ack) packetId = ack.PacketIdentifier;
        else if (e.Packet is MqttPubRecPacket received) packetId = received.PacketIdentifier;
        else return Task.CompletedTask;
        if (e.SessionItems[SessionKey] is not MqttSession session || !session.TryTake(packetId, out var waiting)) return Task.CompletedTask;
        return waiting.Stored.IsCompletedSuccessfully ? Task.CompletedTask : HoldBack(e, session, waiting);
    }

    private async Task HoldBack(InterceptingPacketEventArgs e, MqttSession session, MqttSession.Waiting waiting)
    {
        await waiting.Stored.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (waiting.Stored.IsCompletedSuccessfully) return;
        waiting.Source.Counters.CountNotStored();
        if (session.Version == MQTTnet.Formatter.MqttProtocolVersion.V500)
        {
            if (e.Packet is MqttPubAckPacket ack) ack.ReasonCode = MqttPubAckReasonCode.UnspecifiedError;
            else if (e.Packet is MqttPubRecPacket received) received.ReasonCode = MqttPubRecReasonCode.UnspecifiedError;
            return;
        }
        e.ProcessPacket = false;
        Log.ClosedUnstored(_logger, waiting.Source.Name, e.ClientId, waiting.Stored.Exception!.InnerException!.Message);
        await _server.DisconnectClientAsync(e.ClientId, new MqttServerClientDisconnectOptions());
    }

    private static Task Count(ref int counter)
    {
        Interlocked.Increment(ref counter);
        return Task.CompletedTask;
    }

    private static partial class Log
    {
        [LoggerMessage(1201, LogLevel.Warning, "Source {Source}: a payload of client {Client} is refused. {Reason}")]
        public static partial void PayloadRefused(ILogger logger, string source, string client, string reason);

        [LoggerMessage(1202, LogLevel.Warning, "Source {Source}: client {Client} is closed, since its reading could not be stored: {Reason}")]
        public static partial void ClosedUnstored(ILogger logger, string source, string client, string reason);
    }
}
