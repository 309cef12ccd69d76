using EdgeAppliance.Core.Health;
using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>What the broker's publishes of one topic filter become: readings of the devices that the topics name.</summary>
internal sealed class MqttSource : ISource, INamedSource, IDisposable
{
    public const string Type = "mqtt";

    // Beyond it neighbouring whole numbers are the same to a 64-bit float.
    private const double KeyMax = 1L << 53;

    private static readonly Task s_keysUnknown = Task.FromException(new IOException("The keys of the source's devices cannot be read yet."));

    private readonly SourceAccumulator _accumulator;
    private readonly JsonPayloadDecoder _decoder;
    private readonly TimeProvider _time;
    private readonly KeyMemory? _keys;
    private readonly SourceMeter _meter;
    private readonly NamedDevices _devices;

    /// <exception cref="FormatException">The topic filter or a pointer of the mapping is wrong.</exception>
    public MqttSource(MqttSourceOptions options, ReadingSink sink, TimeProvider time)
        : this(options, sink, null, time)
    {
    }

    /// <param name="keys">Where the options declare a key: the memory of it, which this source disposes.</param>
    /// <exception cref="FormatException">The topic filter or a pointer of the mapping is wrong.</exception>
    public MqttSource(MqttSourceOptions options, ReadingSink sink, KeyMemory? keys, TimeProvider time)
    {
        Name = options.Name;
        _devices = new NamedDevices(options.Name, new TopicFilter(options.Topic), options.Limits);
        _decoder = new JsonPayloadDecoder(options.Mapping, options.Limits);
        _time = time;
        _keys = keys;
        _meter = new SourceMeter(options.Name, Type, time);
        var metered = Metered(sink);
        _accumulator = new SourceAccumulator(options.Name, keys is null ? metered : keys.Over(metered));
    }

    public string Name { get; }

    public PayloadLimits Limits => _decoder.Limits;

    public IngestCounters Counters { get; } = new();

    public int Devices => _devices.Count;

    public SourceStatus Status => _meter.Status(Conditions()) with
    {
        Readings = Counters.Accepted, Refused = Counters.RefusedTotal, Repeated = Counters.Repeated, NotStored = Counters.NotStored,
    };

    /// <summary>The brokers drive it; there is no more to start.</summary>
    public void Start() => _meter.State = SourceState.Running;

    public bool TryResolve(string topic, out DeviceStream? device) => _devices.TryResolve(topic, out device);

    /// <summary>Takes a reading.</summary>
    /// <param name="stored">Done once it is on stable storage; null where the payload is refused.</param>
    /// <returns>False where nothing was taken because the store is behind: try again once <paramref name="stored"/> is done.</returns>
    public bool TryTake(DeviceStream device, ReadOnlySpan<byte> payload, out PayloadError error, out Task? stored)
    {
        stored = null;
        Span<double> values = stackalloc double[PayloadLimits.ChannelsCeiling];
        var reading = _decoder.Decode(payload, device, values);
        error = reading.Error;
        if (reading.Channels is not { } channels)
        {
            Counters.CountRefused(error);
            return true;
        }
        long timeUs = reading.TimeUs ?? (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        if (_keys is not null) return TryTakeKeyed(device, new(channels, timeUs, values[..channels.Count]), out error, out stored);
        bool taken = _accumulator.TryAdd(device, channels, timeUs, values[..channels.Count], out stored);
        if (taken) Counters.CountAccepted();
        return taken;
    }

    /// <summary>Waits until what was taken is stored.</summary>
    public void Dispose()
    {
        _accumulator.Dispose();
        _keys?.Dispose();
        _meter.State = SourceState.Stopped;
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private bool TryTakeKeyed(DeviceStream device, in Row row, out PayloadError error, out Task? stored)
    {
        error = PayloadError.None;
        stored = null;
        int channel = row.Channels.IndexOf(_keys!.Channel);
        if (channel < 0 || !(Math.Abs(row.Values[channel]) <= KeyMax))
        {
            Counters.CountRefused(error = PayloadError.KeyInvalid);
            return true;
        }
        if ((device.Keys ??= _keys.Of(device.Device)) is not { } keys)
        {
            stored = s_keysUnknown;
            return true;
        }
        lock (keys.Lock)
        {
            if (keys.WasTaken_NeedsLock(row.Values[channel], out stored))
            {
                Counters.CountRepeated();
                return true;
            }
            if (!_accumulator.TryAdd(device, row.Channels, row.TimeUs, row.Values, out stored)) return false;
            keys.Take_NeedsLock(row.Values[channel], stored);
        }
        Counters.CountAccepted();
        return true;
    }

    private ReadingSink Metered(ReadingSink sink) => batch =>
    {
        _meter.CountReadings(batch.Count, batch.TimesUs[^1]);
        return sink(batch);
    };

    private List<HealthCondition> Conditions()
    {
        var conditions = new List<HealthCondition>();
        if (_keys?.Stuck is { } device)
            conditions.Add(new HealthCondition(
                "source.keys-repeated", HealthSeverity.Warning, $"sources.{Name}",
                $"Device '{device}' sends nothing but values of '{_keys.Channel}' that it has sent before; they are acknowledged and not stored again.",
                $"Let the device count on where it stopped, or declare a key that always grows, such as its time, or none, at sources.{Name}.key."));
        return conditions;
    }

    /// <summary>One reading, decoded.</summary>
    private readonly ref struct Row(ChannelSet channels, long timeUs, ReadOnlySpan<double> values)
    {
        public ChannelSet Channels { get; } = channels;

        public long TimeUs { get; } = timeUs;

        public ReadOnlySpan<double> Values { get; } = values;
    }
}
