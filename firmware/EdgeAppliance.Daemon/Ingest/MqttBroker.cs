using System.Buffers;
using System.Collections;
using System.Net;
using EdgeAppliance.Daemon.Identity;
using Microsoft.Extensions.Logging;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Packets;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>The embedded MQTT 3.1.1 and 5 broker. A publish of a source's topic is acknowledged only once its reading is on
/// stable storage, and the client's further publishes are read meanwhile. <see cref="MqttConnection"/> takes the plain ones; those that
/// MQTTnet must see (QoS 2, retained, with properties, or while a client has subscribed) go this way:
/// <list type="number">
/// <item>the receive loop decodes the publish and adds it to the source's open group,</item>
/// <item>MQTTnet queues the acknowledgement at once,</item>
/// <item>its send loop holds it back until the group is stored; those behind it share the group.</item>
/// </list>
/// A reading that cannot be stored is answered with a reason code (5), or the connection is closed (3.1.1), so that the device sends it again.</summary>
internal sealed class MqttBroker : IAsyncDisposable
{
    /// <summary>Under which MQTTnet keeps a client's <see cref="MqttSession"/>.</summary>
    public const string SessionKey = "edge";

    // A client's last will comes like a publish, but no packet that it sent belongs to it, and nobody waits for an acknowledgement.
    private static readonly MqttPublishPacket s_will = new();

    private readonly MqttBrokerOptions _options;
    private readonly MqttAccess _access;
    private readonly MqttIntake _intake;
    private readonly MqttListener _listener;
    private readonly MqttServer _server;
    private readonly MqttFarewell _farewell;
    private readonly SubscribedFilters _filters = new();
    private int _connections;
    private int _retained;

    public MqttBroker(MqttBrokerOptions options, IReadOnlyList<IPublishSource> sources, ILogger<MqttBroker> logger)
        : this(options, sources, null, TimeProvider.System, logger)
    {
    }

    /// <param name="admission">Null where everybody is taken.</param>
    public MqttBroker(MqttBrokerOptions options, IReadOnlyList<IPublishSource> sources, DeviceAdmission? admission, TimeProvider time, ILogger<MqttBroker> logger)
    {
        _options = options;
        _access = new MqttAccess(admission);
        _intake = new MqttIntake(sources, logger);
        _listener = new MqttListener(options, _intake, time, logger);
        var serverOptions = new MqttServerOptionsBuilder().WithoutDefaultEndpoint().WithDefaultCommunicationTimeout(options.ConnectWithin).Build();
        _server = new MqttServerFactory().CreateMqttServer(serverOptions, [_listener]);
        _farewell = new MqttFarewell(_server, time);
        _server.ValidatingConnectionAsync += OnConnecting;
        _server.ClientConnectedAsync += OnConnected;
        _server.ClientDisconnectedAsync += OnDisconnected;
        _server.InterceptingSubscriptionAsync += OnSubscribing;
        _server.ClientSubscribedTopicAsync += OnSubscribed;
        _server.ClientUnsubscribedTopicAsync += OnUnsubscribed;
        _server.RetainedMessageChangedAsync += e => { Volatile.Write(ref _retained, e.StoredRetainedMessages.Count); return Task.CompletedTask; };
        _server.InterceptingInboundPacketAsync += OnInbound;
        _server.InterceptingPublishAsync += OnPublish;
        _server.InterceptingOutboundPacketAsync += new MqttHolding(_server, _intake).OnOutbound; // 3
    }

    /// <inheritdoc cref="MqttListener.EndPoints"/>
    public IReadOnlyList<MqttEndPoint> EndPoints => _listener.EndPoints;

    /// <summary>The first of them.</summary>
    public IPEndPoint Endpoint => EndPoints[0].Address;

    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Told of every publish that is no source's; true where it is done with it.</summary>
    public Func<MqttApplicationMessage, bool> OnOther { get; set; } = _ => false;

    /// <summary>Whether a client that is here has subscribed to a topic.</summary>
    public bool IsListenedTo(string topic) => _filters.Matches(topic);

    /// <summary>Publishes a message of the appliance's own to those who have subscribed; sources do not see it. While nothing is listened on
    /// there are none.</summary>
    public async Task Publish(MqttApplicationMessage message, CancellationToken stop)
    {
        try
        {
            if (_server.IsStarted) await _server.InjectApplicationMessage(new InjectedMqttApplicationMessage(message) { CustomSessionItems = new Hashtable() }, stop).ConfigureAwait(false);
        }
        catch (Exception e) when (e is InvalidOperationException or MqttCommunicationException)
        {
            // It stopped meanwhile; there is nobody left to tell.
        }
    }

    /// <summary>A <see cref="BrokerPublish"/>, at QoS 1 where it is retained, else at QoS 0.</summary>
    public void Publish(string topic, byte[] payload, bool retain)
    {
        var quality = retain ? MqttQualityOfServiceLevel.AtLeastOnce : MqttQualityOfServiceLevel.AtMostOnce;
        _ = Publish(new MqttApplicationMessageBuilder().WithTopic(topic).WithPayload(payload).WithRetainFlag(retain).WithQualityOfServiceLevel(quality).Build(), CancellationToken.None);
    }

    /// <summary>Takes the publishes of other sources from now on; connections stay. Those taken out may be disposed after it.</summary>
    public void Use(IReadOnlyList<IPublishSource> sources) => _intake.Use(sources);

    /// <inheritdoc cref="MqttListener.Use"/>
    public void Use(ServerTls? tls) => _listener.Use(tls);

    /// <summary>Opens the addresses that are new: all share their clients, sessions and retained messages.</summary>
    /// <inheritdoc cref="MqttListener.Listen"/>
    public async Task<IReadOnlyList<MqttEndPoint>> Listen(IReadOnlyList<MqttEndPoint> wanted)
    {
        if (wanted.Count > 0 && !_server.IsStarted) await _server.StartAsync();
        return _listener.Listen(wanted);
    }

    /// <inheritdoc cref="MqttListener.Accept"/>
    public void Accept() => _listener.Accept();

    /// <summary>Listens on one address, without TLS, and takes connections there at once.</summary>
    /// <inheritdoc cref="MqttListener.Listen"/>
    public async Task Listen(IPEndPoint address)
    {
        await Listen([new MqttEndPoint(address, IsSecure: false)]);
        Accept();
    }

    /// <inheritdoc cref="MqttListener.Keep"/>
    public void Keep(IReadOnlyList<MqttEndPoint> wanted) => _listener.Keep(wanted);

    /// <inheritdoc cref="MqttListener.Close"/>
    public void Close(IReadOnlyList<MqttEndPoint> endPoints) => _listener.Close(endPoints);

    public async ValueTask DisposeAsync()
    {
        if (_server.IsStarted) await _server.StopAsync();
        _server.Dispose();
    }

    /// <summary>For a client that leaves its name to the broker.</summary>
    public static string NewClientId() => $"unnamed-{Guid.NewGuid():N}";

    private async Task OnConnecting(ValidatingConnectionEventArgs e)
    {
        var connection = (MqttConnection)e.ChannelAdapter;
        // Also for one that is refused: without a name MQTTnet would tell it that alone.
        if (string.IsNullOrEmpty(e.ClientId)) e.AssignedClientIdentifier = NewClientId();
        var device = await _access.Admit(e, connection.Peer);
        if (e.ReasonCode != MqttConnectReasonCode.Success) return;
        if (Connections >= _options.ConnectionsMax) e.ReasonCode = MqttConnectReasonCode.ServerBusy;
        string client = string.IsNullOrEmpty(e.ClientId) ? e.AssignedClientIdentifier ?? "" : e.ClientId;
        var memory = string.IsNullOrEmpty(e.ClientId) ? new PublishMemory() : _intake.Memories.Of(e.ClientId);
        e.SessionItems[SessionKey] = new MqttSession(e.ProtocolVersion, memory) { Device = device };
        if (device is not null) connection.Peer.Admit(device, () => _ = _farewell.Expel(connection, client));
    }

    private Task OnConnected(ClientConnectedEventArgs e) => Task.FromResult(Interlocked.Increment(ref _connections));

    private Task OnDisconnected(ClientDisconnectedEventArgs e)
    {
        Interlocked.Decrement(ref _connections);
        if (e.SessionItems[SessionKey] is MqttSession session) _intake.AddSubscriptions(-_filters.Remove(session.RemoveFilters()));
        return Task.CompletedTask;
    }

    private Task OnSubscribing(InterceptingSubscriptionEventArgs e) =>
        e.SessionItems[SessionKey] is MqttSession session ? _access.OnSubscribing(e, session) : Task.CompletedTask;

    private Task OnSubscribed(ClientSubscribedTopicEventArgs e)
    {
        if (e.SessionItems[SessionKey] is MqttSession session && session.TryAddFilter(e.TopicFilter.Topic)) _intake.AddSubscriptions(_filters.Add(e.TopicFilter.Topic));
        return Task.CompletedTask;
    }

    private Task OnUnsubscribed(ClientUnsubscribedTopicEventArgs e)
    {
        if (e.SessionItems[SessionKey] is MqttSession session && session.TryRemoveFilter(e.TopicFilter)) _intake.AddSubscriptions(-_filters.Remove([e.TopicFilter]));
        return Task.CompletedTask;
    }

    // The publish event that follows does not tell the packet id.
    private static Task OnInbound(InterceptingPacketEventArgs e)
    {
        if (e.SessionItems[SessionKey] is not MqttSession session) return Task.CompletedTask;
        if (e.Packet is MqttPublishPacket publish) session.Incoming = publish;
        else if (e.Packet is MqttPubRelPacket released) session.Memory.Forget(released.PacketIdentifier);
        return Task.CompletedTask;
    }

    // 1: decode and add
    private Task OnPublish(InterceptingPublishEventArgs e)
    {
        if (e.SessionItems[SessionKey] is not MqttSession session || !_access.Allows(e, session)) return Task.CompletedTask;
        var publish = session.Incoming is { } incoming && incoming.Topic == e.ApplicationMessage.Topic ? incoming : s_will;
        if (!_intake.TryFind(e.ApplicationMessage.Topic, out var route))
        {
            if (OnOther(e.ApplicationMessage)) e.ProcessPublish = false;
            if (_retained >= _options.RetainedTopicsMax) e.ApplicationMessage.Retain = false;
            return Task.CompletedTask;
        }
        try
        {
            if (!Take(e, session, publish, route, out var room)) return TakeWhenRoom(e, room!);
        }
        catch (ObjectDisposedException) when (!_intake.IsCurrent(route))
        {
            // The source went between the look-up and this; the topic may lead to another by now.
            return OnPublish(e);
        }
        // Nobody but the source listens: spare the broker the search for subscribers.
        if (!_intake.HasSubscriptions) e.ProcessPublish = false;
        return Task.CompletedTask;
    }

    private async Task TakeWhenRoom(InterceptingPublishEventArgs e, Task room)
    {
        await room;
        await OnPublish(e);
    }

    private bool Take(InterceptingPublishEventArgs e, MqttSession session, MqttPublishPacket publish, IngestRoute<IPublishSource> route, out Task? stored)
    {
        var source = route.Source;
        var error = PayloadError.TooManyDevices;
        stored = null;
        var arrived = new ArrivedPublish(publish.PacketIdentifier, publish.Dup, Contiguous(e.ApplicationMessage.Payload));
        if (route.Device is null) source.Counters.CountRefused(error);
        else if (!MqttIntake.TryTake(route, arrived, session.Memory, out error, out stored)) return false;
        if (stored is null) Refuse(e, route, error);
        else if (publish.QualityOfServiceLevel != MqttQualityOfServiceLevel.AtMostOnce &&
            !session.TryRemember(publish.PacketIdentifier, new(source, stored), _options.UnacknowledgedMax)) e.CloseConnection = true;
        return true;
    }

    private void Refuse(InterceptingPublishEventArgs e, IngestRoute<IPublishSource> route, PayloadError error)
    {
        e.ProcessPublish = false;
        e.Response.ReasonCode = MqttIntake.ReasonOf(error);
        e.Response.ReasonString = _intake.Refused(route, e.ClientId, error);
    }

    private static ReadOnlySpan<byte> Contiguous(in ReadOnlySequence<byte> payload) =>
        payload.IsSingleSegment ? payload.FirstSpan : payload.ToArray();
}
