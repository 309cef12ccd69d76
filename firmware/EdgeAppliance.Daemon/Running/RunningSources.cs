using EdgeAppliance.Core.Health;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Health;
using EdgeAppliance.Daemon.Identity;
using EdgeAppliance.Daemon.Ingest;
using EdgeAppliance.Daemon.Ingest.Amqp;
using EdgeAppliance.Daemon.Ingest.Coap;
using EdgeAppliance.Daemon.Ingest.Http;
using EdgeAppliance.Daemon.Ingest.Sparkplug;
using EdgeAppliance.Daemon.Twins;
using EdgeAppliance.Drivers;
using EdgeAppliance.Drivers.Protocols.Amqp;
using EdgeAppliance.Storage.Blobs;
using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Daemon.Running;

/// <summary>The sources, and the listeners that drive those of types <c>mqtt</c>, <c>sparkplug</c>, <c>coap</c>, <c>amqp</c> and <c>http</c>.</summary>
/// <param name="admission">Null where every device is taken.</param>
/// <param name="clock">By which certificates are checked.</param>
/// <param name="blobs">Where the broker keeps what outlives it; its last user is this.</param>
/// <remarks>Changed by one caller at a time; looked at by any.</remarks>
internal sealed class RunningSources(Parts parts, DeviceAdmission? admission, Func<DateTimeOffset> clock, BlobStore blobs) : IAsyncDisposable
{
    private readonly ReadingTime _readingTime = new(parts.Eras, parts.Time);
    private readonly CoapListeners _coap = new(parts.Time, clock, parts.Loggers.CreateLogger<CoapListeners>(), admission);

    private volatile ServerTls? _tls;
    private volatile IReadOnlyDictionary<string, RunningSource> _sources = new Dictionary<string, RunningSource>();

    public IReadOnlyCollection<RunningSource> All => [.. _sources.Values];

    /// <summary>The one broker behind all addresses that MQTT is listened on.</summary>
    public MqttBroker Mqtt { get; } = new(new MqttBrokerOptions(), [], admission, parts.Time, parts.Loggers.CreateLogger<MqttBroker>(), blobs);

    public CoapListeners Coap => _coap;

    /// <summary>What devices are wanted to be; null until that is read.</summary>
    public DesiredStates? Desired { get; set; }

    /// <summary>What nodes and devices of Sparkplug are told.</summary>
    public SparkplugCommands Sparkplug => field ??= new SparkplugCommands(() => OfType<SparkplugSource>());

    /// <summary>What is shown to those that connect by TLS.</summary>
    public ServerTls? Tls { get => _tls; private set => _tls = value; }

    public AmqpListeners Amqp { get; } = new(new AmqpSettings("edge-appliance"), new AmqpLimits(), admission, parts.Time, parts.Loggers.CreateLogger<AmqpListeners>());

    /// <summary>What the web server hands on to the sources.</summary>
    public HttpIntake Http { get; } = new(parts.Loggers.CreateLogger<HttpIntake>(), admission?.Failures);

    public IReadOnlyList<HealthCondition> Conditions => [.. _sources.Values.SelectMany(running => running.Source.Status.Conditions), .. _coap.Conditions];

    /// <summary>Names under which the store keeps what the sources remember of their devices' keys.</summary>
    public static IEnumerable<string> KeyPipelines(ApplianceConfiguration configuration) =>
        configuration.Sources.Values.Where(source => source.Key is not null).Select(source => KeyMemory.PipelineOf(source.Name));

    /// <summary>Opens the listeners that are new, before anything is changed for them.</summary>
    /// <returns>The paths of what changed.</returns>
    /// <exception cref="IOException">An address cannot be listened on; nothing was changed.</exception>
    public async Task<IReadOnlyList<string>> Listen(ListenConfiguration listen)
    {
        // Read anew each time, so that a renewed certificate is taken by a reload.
        Tls = listen.Tls is { } tls ? ServerTls.Load(tls) : null;
        Mqtt.Use(Tls);
        Amqp.Use(Tls);
        var opened = await Mqtt.Listen(listen.Mqtt);
        IReadOnlyList<AmqpEndPoint> amqp = [];
        try
        {
            amqp = Amqp.Ports.Listen(listen.Amqp);
            return [.. opened.Select(endPoint => $"listen.{endPoint.Protocol}"), .. amqp.Select(endPoint => $"listen.{endPoint.Protocol}"), .. _coap.Listen(listen)];
        }
        catch (IOException)
        {
            Mqtt.Close(opened);
            Amqp.Ports.Close(amqp);
            throw;
        }
    }

    /// <summary>Makes the sources those of a configuration; what did not change is not touched. A source that another one replaces
    /// hands over between two readings: the broker's connections stay.</summary>
    /// <returns>The paths of what changed.</returns>
    public async Task<IReadOnlyList<string>> Apply(ApplianceConfiguration configuration)
    {
        var next = new Dictionary<string, RunningSource>(StringComparer.Ordinal);
        var added = new List<RunningSource>();
        var handedOver = new TaskCompletionSource();
        foreach (var (name, wanted) in configuration.Sources)
        {
            if (_sources.TryGetValue(name, out var running) && running.Configuration.Fingerprint == wanted.Fingerprint) next.Add(name, running);
            else next.Add(name, Make(wanted, handedOver.Task));
            if (next[name] != running) added.Add(next[name]);
        }
        var ended = _sources.Values.Where(running => !next.ContainsValue(running)).ToList();
        _sources = next;
        Mqtt.Use(configuration.Mqtt);
        foreach (var source in added) if (IsDriven(source.Source)) source.Source.Start();
        Mqtt.Use([.. OfType<IPublishSource>()]);
        // Not before: what came for a source that is not there yet would be acknowledged, and lost.
        Mqtt.Accept();
        Amqp.Use([.. OfType<AmqpSource>()]);
        Amqp.Ports.Accept();
        _coap.Use([.. OfType<CoapSource>()]);
        Http.Use(OfType<HttpSource>());
        try
        {
            foreach (var source in ended) await source.Source.DisposeAsync();
        }
        finally
        {
            // What lingers of those that ended gets its places before what is passed by those that follow.
            parts.Store.Hasten();
            handedOver.SetResult();
        }
        foreach (var source in added) if (!IsDriven(source.Source)) source.Source.Start();
        foreach (var source in OfType<SparkplugSource>()) source.Announce();
        Close(configuration.Listen);
        return [.. added.Concat(ended).Select(source => $"sources.{source.Source.Name}").Distinct()];
    }

    /// <summary>Takes no more readings, and waits until those taken are stored.</summary>
    public async ValueTask DisposeAsync()
    {
        await Mqtt.DisposeAsync();
        blobs.Dispose();
        Amqp.Dispose();
        _coap.Dispose();
        foreach (var running in _sources.Values) await running.Source.DisposeAsync();
    }

    /// <summary>Whether a listener drives it, rather than a thread of its own.</summary>
    private static bool IsDriven(ISource source) => source is IListenedSource;

    private void Close(ListenConfiguration listen)
    {
        _coap.Close(listen);
        Mqtt.Keep(listen.Mqtt);
        Amqp.Ports.Keep(listen.Amqp);
    }

    private IEnumerable<T> OfType<T>() => _sources.Values.Select(running => running.Source).OfType<T>();

    /// <param name="handedOver">Done once the sources that it replaces have stored what they took.</param>
    private RunningSource Make(SourceConfiguration wanted, Task handedOver)
    {
        ReadingSink sink = Behind(handedOver, wanted.Durable ? parts.Store.Append : Pass);
        var watch = parts.Behaviour.Of(wanted.Name);
        return new RunningSource(wanted, wanted switch
        {
            MqttSourceConfiguration mqtt => new MqttSource(mqtt.Options, sink, Keys(mqtt), _readingTime) { Watch = watch },
            SparkplugSourceConfiguration sparkplug => new SparkplugSource(sparkplug.Options, sink, Mqtt.Publish, _readingTime, parts.Loggers.CreateLogger<SparkplugSource>()) { Watch = watch, WhenBorn = Sparkplug.WhenBorn },
            CoapSourceConfiguration coap => new CoapSource(coap.Options, sink, _readingTime) { Watch = watch },
            AmqpSourceConfiguration { Options.Queue: null } amqp => new AmqpSource(amqp.Options, sink, Keys(amqp), _readingTime) { Watch = watch },
            AmqpSourceConfiguration queue => new AmqpQueueSource(queue.Options, sink, Keys(queue), new AmqpSurroundings(parts.Time, _readingTime, clock, parts.Loggers.CreateLogger<AmqpQueueSource>())) { Watch = watch },
            HttpSourceConfiguration http => new HttpSource(http.Options, sink, Posts(http, sink, handedOver), Keys(http), _readingTime) { Watch = watch },
            DriverSourceConfiguration driver => driver.Make(new DriverContext(driver.Name, watch.Before(sink), _readingTime) { Desired = command => Desired?.Get(driver.Name).Find(command) }),
            _ => throw new ArgumentException($"There is no source of type '{wanted.Type}'.", nameof(wanted)),
        });
    }

    private PostMemory Posts(HttpSourceConfiguration source, ReadingSink sink, Task handedOver) => new(source.Durable ? parts.Store : null, source.Name, sink, handedOver);

    private KeyMemory? Keys(SourceConfiguration source) =>
        source.Key is { } channel ? new KeyMemory(parts.Store, source.Name, channel, parts.Time) : null;

    // A device's readings must not overtake those that the source before this one took of it.
    private static ReadingSink Behind(Task handedOver, ReadingSink sink) => batch =>
    {
        handedOver.Wait();
        return sink(batch);
    };

    private Task Pass(ReadingBatch batch)
    {
        parts.Store.Pass(batch);
        return Task.CompletedTask;
    }
}
