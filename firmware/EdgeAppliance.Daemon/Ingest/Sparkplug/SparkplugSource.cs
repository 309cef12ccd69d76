using System.Text.Json;
using EdgeAppliance.Core.Behaviour;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Daemon.Twins;
using EdgeAppliance.Drivers.Protocols.Sparkplug;
using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Daemon.Ingest.Sparkplug;

/// <summary>What Sparkplug B edge nodes publish at the embedded brokers becomes readings of devices <c>{group}/{node}[/{device}]</c>.
/// Births are not kept over a restart: the brokers' connections end with it, and with the next one a node sends its birth anew
/// (Sparkplug 3.0 section 5.4); one that does not is asked to.</summary>
internal sealed partial class SparkplugSource : IPublishSource, IDisposable
{
    public const string Type = "sparkplug";

    private readonly SparkplugSourceOptions _options;
    private readonly SparkplugLimits _limits;
    private readonly SparkplugNodes _nodes;
    private readonly SparkplugTaking _taking;
    private readonly SourceAccumulator _accumulator;
    private readonly SourceMeter _meter;
    private readonly RebirthRequests _rebirths;
    private readonly SparkplugTeller _teller;
    private readonly SparkplugHost? _host;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public SparkplugSource(SparkplugSourceOptions options, ReadingSink sink, BrokerPublish publish, TimeProvider time, ILogger logger)
    {
        _options = options;
        _time = time;
        _logger = logger;
        _limits = SparkplugLimits.Default with { PayloadBytesMax = options.Limits.PayloadBytesMax, NameBytesMax = options.Limits.NameBytesMax };
        _nodes = new SparkplugNodes(options);
        _meter = new SourceMeter(options.Name, Type, time);
        _accumulator = new SourceAccumulator(options.Name, batch =>
        {
            _meter.CountReadings(batch.Count, batch.TimesUs[^1]);
            return sink(batch);
        });
        _taking = new SparkplugTaking(options, _accumulator, Counters, time);
        _rebirths = new RebirthRequests(publish, options.RebirthEvery, time);
        _teller = new SparkplugTeller(_nodes, publish, time);
        _host = options.Host is { } host ? new SparkplugHost(host, publish, time) : null;
    }

    public string Name => _options.Name;

    public PayloadLimits Limits => _options.Limits;

    public IngestCounters Counters { get; } = new();

    public BehaviourSource Watch { init => _taking.Watch = new StreamWatch(value); }

    /// <summary>Told of each node and device that is born.</summary>
    public Action<SparkplugSource, string> WhenBorn { get; init; } = (_, _) => { };

    /// <summary>Nodes and devices.</summary>
    public int Devices => _nodes.Count;

    /// <summary>How often a node was asked for its birth.</summary>
    public long RebirthsAsked => _rebirths.Asked;

    public SourceStatus Status => _meter.Status(SparkplugConditions.Of(_options, _nodes)) with
    {
        Readings = Counters.Accepted, Refused = Counters.RefusedTotal, Repeated = Counters.Repeated, NotStored = Counters.NotStored,
    };

    /// <summary>The brokers drive it; there is no more to start.</summary>
    public void Start() => _meter.State = SourceState.Running;

    /// <summary>Says at brokers that have opened since that the host is there.</summary>
    public void Announce() => _host?.Announce(online: true);

    public bool TryResolve(string topic, out DeviceStream? device) => _nodes.TryResolve(topic, out device);

    /// <inheritdoc/>
    public bool TryTake(DeviceStream device, ReadOnlySpan<byte> payload, out PayloadError error, out Task? stored)
    {
        var to = (SparkplugStream)device;
        stored = null;
        error = ErrorOf(SparkplugPayload.Read(payload, _limits, out var message));
        if (error == PayloadError.None)
        {
            SparkplugOutcome outcome;
            string? needsBirth;
            lock (to.Node.Lock)
            {
                outcome = to.Node.Take_NeedsLock(to, message, _taking);
                needsBirth = outcome.IsFull || !_rebirths.IsDue(to.Node.AskedAt) ? null : to.Node.NeedsBirth;
                if (needsBirth is not null) to.Node.AskedAt = _time.GetTimestamp();
            }
            if (needsBirth is not null) Ask(to.Node, needsBirth);
            (error, stored, bool isFull) = outcome;
            if (isFull) return false;
            if (error == PayloadError.None && to.Type is (SparkplugMessageType.NodeBirth or SparkplugMessageType.DeviceBirth)) WhenBorn(this, to.Device);
        }
        if (error != PayloadError.None) Counters.CountRefused(error);
        return true;
    }

    /// <inheritdoc cref="SparkplugTeller.Command"/>
    public DeviceAnswer? Command(string device, string name, JsonElement value) => _teller.Command(device, name, value);

    /// <inheritdoc cref="SparkplugTeller.Desire"/>
    public void Desire(string device, JsonElement desired) => _teller.Desire(device, desired);

    /// <summary>Waits until what was taken is stored.</summary>
    public void Dispose()
    {
        _accumulator.Dispose();
        _host?.Announce(online: false);
        _meter.State = SourceState.Stopped;
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private void Ask(SparkplugNode node, string why)
    {
        Log.Rebirth(_logger, Name, node.Group, node.Name, why);
        _rebirths.Ask(node.Group, node.Name);
    }

    private static PayloadError ErrorOf(SparkplugError error) => error switch
    {
        SparkplugError.None => PayloadError.None,
        SparkplugError.TooLarge or SparkplugError.TextTooLong or SparkplugError.DataSetTooLarge => PayloadError.TooLarge,
        SparkplugError.TooManyMetrics => PayloadError.TooManyChannels,
        SparkplugError.TooDeep => PayloadError.TooDeep,
        SparkplugError.NameTooLong => PayloadError.NameTooLong,
        SparkplugError.NameInvalid => PayloadError.NameInvalid,
        _ => PayloadError.NotSparkplug,
    };

    private static partial class Log
    {
        [LoggerMessage(1231, LogLevel.Information, "Source {Source}: node {Group}/{Node} is asked for its birth, since {Why}.")]
        public static partial void Rebirth(ILogger logger, string source, string group, string node, string why);
    }
}
