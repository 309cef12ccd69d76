using System.Net;
using EdgeAppliance.Daemon.Identity;
using EdgeAppliance.Daemon.Ingest.Mqtt;
using EdgeAppliance.Storage.Blobs;
using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>The embedded MQTT 3.1.1 and 5 broker. A publish is acknowledged only once all that is to become of it is on stable storage: its
/// reading, where its topic is a source's, what waits for clients whose sessions last, and what is retained. The client's further
/// publishes are read meanwhile. What cannot be stored is answered with a reason code (5), or the connection is closed (3.1.1), so that
/// the device sends it again. <see cref="MqttConnection"/> is where a client's packets come in.</summary>
internal sealed class MqttBroker : IAsyncDisposable
{
    private static readonly TimeSpan s_sweepEvery = TimeSpan.FromSeconds(1);

    /// <summary>How long clients have to close after the broker has closed its side.</summary>
    private static readonly TimeSpan s_stopWithin = TimeSpan.FromMilliseconds(250);

    private readonly MqttCore _core;
    private readonly MqttIntake _intake;
    private readonly MqttListener _listener;
    private readonly MqttState? _state;
    private readonly TimeProvider _time;
    private ITimer? _sweeping;
    private int _isSweeping;

    public MqttBroker(MqttBrokerOptions options, IReadOnlyList<IPublishSource> sources, ILogger<MqttBroker> logger)
        : this(options, sources, null, TimeProvider.System, logger)
    {
    }

    /// <param name="admission">Null where everybody is taken.</param>
    /// <param name="store">What sessions and retained messages are kept in; null where they end with the broker. It stays the caller's.</param>
    public MqttBroker(
        MqttBrokerOptions options, IReadOnlyList<IPublishSource> sources, DeviceAdmission? admission, TimeProvider time, ILogger<MqttBroker> logger, BlobStore? store = null)
    {
        _time = time;
        _intake = new MqttIntake(sources, logger);
        _state = store is null ? null : new MqttState(store, time);
        _core = new MqttCore(new MqttSurroundings(options, time), _intake, new MqttAccess(admission), _state);
        _listener = new MqttListener(_core, logger);
    }

    /// <inheritdoc cref="MqttListener.EndPoints"/>
    public IReadOnlyList<MqttEndPoint> EndPoints => _listener.EndPoints;

    /// <summary>The first of them.</summary>
    public IPEndPoint Endpoint => EndPoints[0].Address;

    public int Connections => _core.Sessions.Connected;

    /// <summary>Of clients that are here and that are away.</summary>
    public int Sessions => _core.Sessions.Count;

    public int Subscriptions => _core.Router.Tree.Count;

    public int RetainedTopics => _core.Retained.Count;

    /// <summary>Of what waits for clients.</summary>
    public long QueuedBytes => _core.Around.Budget.Used;

    public MqttCounters Counters => _core.Around.Counters;

    /// <inheritdoc cref="MqttCore.OnOther"/>
    public Func<MqttMessage, bool> OnOther
    {
        set => _core.OnOther = value;
    }

    /// <inheritdoc cref="MqttCore.IsListenedTo"/>
    public bool IsListenedTo(string topic) => _core.IsListenedTo(topic);

    /// <summary>Publishes a message of the appliance's own to those who have subscribed; sources do not see it.</summary>
    /// <returns>Done once what lasts of it is on stable storage.</returns>
    public Task Publish(MqttMessage message)
    {
        _core.Router.Route(message, null, out var kept);
        return kept;
    }

    /// <summary>A <see cref="BrokerPublish"/>, at QoS 1 where it is retained, else at QoS 0.</summary>
    public void Publish(string topic, byte[] payload, bool retain) => _ = Publish(new MqttMessage(topic, payload, retain ? 1 : 0) { Retain = retain });

    /// <summary>Takes the publishes of other sources from now on; connections stay. Those taken out may be disposed after it.</summary>
    public void Use(IReadOnlyList<IPublishSource> sources) => _intake.Use(sources);

    /// <inheritdoc cref="MqttListener.Use"/>
    public void Use(ServerTls? tls) => _listener.Use(tls);

    /// <summary>Other limits from now on; what is beyond them already stays.</summary>
    public void Use(MqttBrokerOptions options) => _core.Around.Options = options;

    /// <summary>Takes up the sessions and retained messages that outlived the last broker. Call before <see cref="Listen(IReadOnlyList{MqttEndPoint})"/>.</summary>
    /// <exception cref="IOException">They cannot be read.</exception>
    public void Restore() => _state?.Load(new MqttRestore(_core));

    /// <summary>Opens the addresses that are new: all share their clients, sessions and retained messages.</summary>
    /// <inheritdoc cref="TcpPorts{TKey}.Listen"/>
    public Task<IReadOnlyList<MqttEndPoint>> Listen(IReadOnlyList<MqttEndPoint> wanted)
    {
        if (wanted.Count > 0) _sweeping ??= _time.CreateTimer(_ => Sweep(), null, s_sweepEvery, s_sweepEvery);
        return Task.FromResult(_listener.Ports.Listen(wanted));
    }

    // With a new list of revoked certificates it may take longer than until the next time.
    private void Sweep()
    {
        if (Interlocked.Exchange(ref _isSweeping, 1) != 0) return;
        try
        {
            _core.Sweep();
        }
        finally
        {
            Volatile.Write(ref _isSweeping, 0);
        }
    }

    /// <summary>Publishes the wills of those whose connections ended with the last broker, and takes clients from now on.</summary>
    /// <inheritdoc cref="TcpPorts{TKey}.Accept"/>
    public void Accept()
    {
        _core.PublishEnded();
        _listener.Ports.Accept();
    }

    /// <summary>Listens on one address, without TLS, and takes connections there at once.</summary>
    /// <inheritdoc cref="TcpPorts{TKey}.Listen"/>
    public async Task Listen(IPEndPoint address)
    {
        await Listen([new MqttEndPoint(address, IsSecure: false)]);
        Accept();
    }

    /// <inheritdoc cref="TcpPorts{TKey}.Keep"/>
    public void Keep(IReadOnlyList<MqttEndPoint> wanted) => _listener.Ports.Keep(wanted);

    /// <inheritdoc cref="TcpPorts{TKey}.Close"/>
    public void Close(IReadOnlyList<MqttEndPoint> endPoints) => _listener.Ports.Close(endPoints);

    public async ValueTask DisposeAsync()
    {
        if (_sweeping is not null) await _sweeping.DisposeAsync();
        var ended = _core.EndAll();
        await Task.WhenAny(ended, Task.Delay(s_stopWithin, _time));
        _listener.Ports.Keep([]);
    }
}
