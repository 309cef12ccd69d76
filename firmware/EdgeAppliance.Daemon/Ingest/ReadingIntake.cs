using EdgeAppliance.Core.Health;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Time;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>From decoded readings to the store, for the sources that listeners drive: counted, and where there is a key, each once.</summary>
internal sealed class ReadingIntake : IDisposable
{
    // Beyond it neighbouring whole numbers are the same to a 64-bit float.
    private const double KeyMax = 1L << 53;

    private static readonly Task s_keysUnknown = Task.FromException(new IOException("The keys of the source's devices cannot be read yet."));

    private readonly string _name;
    private readonly SourceAccumulator _accumulator;
    private readonly KeyMemory? _keys;
    private readonly SourceMeter _meter;
    private readonly TimeProvider _time;

    /// <param name="keys">Where the source declares a key: the memory of it, which this disposes.</param>
    public ReadingIntake(string name, string type, ReadingSink sink, KeyMemory? keys, TimeProvider time)
    {
        _name = name;
        _keys = keys;
        _time = time;
        _meter = new SourceMeter(name, type, time);
        var metered = Metered(sink);
        _accumulator = new SourceAccumulator(name, keys is null ? metered : keys.Over(metered)) { Keyed = StoreKeyed };
    }

    public IngestCounters Counters { get; } = new();

    /// <summary>Where posts that carry keys of their own go.</summary>
    public KeyedSink? Keyed { get; init; }

    /// <summary>Over the devices' behaviour. Who takes a payload asks it first whether its device is held back.</summary>
    public StreamWatch Watch { get; set; } = StreamWatch.None;

    /// <summary>The source declares a key, by which each reading counts once.</summary>
    public bool IsKeyed => _keys is not null;

    public long NowUs => _time.NowUs();

    public SourceStatus Status => _meter.Status(Conditions()) with
    {
        Readings = Counters.Accepted, Refused = Counters.RefusedTotal, Repeated = Counters.Repeated, NotStored = Counters.NotStored,
    };

    public void Start() => _meter.State = SourceState.Running;

    /// <summary>Takes a reading.</summary>
    /// <param name="stored">Done once it is on stable storage; null where it is refused.</param>
    /// <param name="wasKnown">Its key was sent before.</param>
    /// <returns>False where nothing was taken because the store is behind: try again once <paramref name="stored"/> is done.</returns>
    /// <exception cref="ObjectDisposedException">The source has stopped.</exception>
    public bool TryAdd(DeviceStream device, in ReadingRow row, out PayloadError error, out Task? stored, out bool wasKnown)
    {
        error = PayloadError.None;
        wasKnown = false;
        if (_keys is not null) return TryAddKeyed(device, row, out error, out stored, out wasKnown);
        bool taken = _accumulator.TryAdd(device, row, out stored);
        if (taken) Took(device, row);
        return taken;
    }

    /// <summary>Takes what was decoded of a payload, and where that says so the payload with it.</summary>
    /// <inheritdoc cref="TryAdd(DeviceStream, in ReadingRow, out PayloadError, out Task?, out bool)"/>
    public bool TryAdd(DeviceStream device, in DecodedReading reading, ReadOnlySpan<double> values, ReadOnlySpan<byte> payload, out PayloadError error, out Task? stored)
    {
        error = reading.Error;
        stored = null;
        if (reading.Channels is not { } channels) return true;
        var blob = reading.CarriesPayload ? Blob.Copy(payload) : null;
        try
        {
            return TryAdd(device, new ReadingRow(channels, reading.TimeUs ?? NowUs, values[..channels.Count], payload.Length, blob), out error, out stored, out _);
        }
        finally
        {
            blob?.Release();
        }
    }

    /// <summary>Whether a reading has the key that the source declares, or none is declared.</summary>
    public bool HasKey(in ReadingRow row) => _keys is null || TryKey(row, out _);

    /// <summary>Takes rows that are stored together or not at all, whatever their keys.</summary>
    /// <returns>Like the other's.</returns>
    public bool TryAdd(RowBuffer rows, out Task stored)
    {
        bool taken = _accumulator.TryAdd(rows, out stored);
        if (!taken) return false;
        Counters.CountAccepted(rows.Count);
        Watch.Observe(rows);
        return true;
    }

    /// <summary>Waits until what was taken is stored.</summary>
    public void Dispose()
    {
        _accumulator.Dispose();
        _keys?.Dispose();
        _meter.State = SourceState.Stopped;
    }

    private bool TryAddKeyed(DeviceStream device, in ReadingRow row, out PayloadError error, out Task? stored, out bool wasKnown)
    {
        error = PayloadError.None;
        stored = null;
        wasKnown = false;
        if (!TryKey(row, out double key))
        {
            error = PayloadError.KeyInvalid;
            return true;
        }
        if ((device.Keys ??= _keys!.Of(device.Device)) is not { } keys)
        {
            stored = s_keysUnknown;
            return true;
        }
        lock (keys.Lock)
        {
            if (wasKnown = keys.WasTaken_NeedsLock(key, out stored))
            {
                Counters.CountRepeated();
                return true;
            }
            if (!_accumulator.TryAdd(device, row, out stored)) return false;
            keys.Take_NeedsLock(key, stored);
        }
        Took(device, row);
        return true;
    }

    private bool TryKey(in ReadingRow row, out double key)
    {
        int channel = row.Channels.IndexOf(_keys!.Channel);
        key = channel < 0 ? double.NaN : row.Values[channel];
        return Math.Abs(key) <= KeyMax;
    }

    private void Took(DeviceStream device, in ReadingRow row)
    {
        Counters.CountAccepted();
        Watch.Observe(device, row, row.PayloadBytes);
    }

    private ReadingSink Metered(ReadingSink sink) => batch =>
    {
        _meter.CountReadings(batch.Count, batch.TimesUs[^1]);
        return sink(batch);
    };

    private Task StoreKeyed(IReadOnlyList<ReadingBatch> batches, IReadOnlyList<PostKey> keys)
    {
        foreach (var batch in batches) _meter.CountReadings(batch.Count, batch.TimesUs[^1]);
        return Keyed!(batches, keys);
    }

    private List<HealthCondition> Conditions()
    {
        var conditions = new List<HealthCondition>();
        if (_keys?.Stuck is { } device)
            conditions.Add(new HealthCondition(
                "source.keys-repeated", HealthSeverity.Warning, $"sources.{_name}",
                $"Device '{device}' sends nothing but values of '{_keys.Channel}' that it has sent before; they are acknowledged and not stored again.",
                $"Let the device count on where it stopped, or declare a key that always grows, such as its time, or none, at sources.{_name}.key."));
        return conditions;
    }
}
