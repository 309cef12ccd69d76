using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Time;
using EdgeAppliance.Drivers.Protocols.Sparkplug;

namespace EdgeAppliance.Daemon.Ingest.Sparkplug;

/// <summary>Makes readings of payloads and adds them to the source's open group. The caller holds the node's lock.</summary>
internal sealed class SparkplugTaking(SparkplugSourceOptions options, SourceAccumulator accumulator, IngestCounters counters, TimeProvider time)
{
    // Later is a wrong unit, never a reading: 2200-01-01T00:00Z.
    private const ulong TimeMsMax = 7_258_118_400_000;

    /// <summary>Of all nodes and devices together: what their births say is kept.</summary>
    private const int MetricsMax = 1 << 17;

    private int _metrics;

    public SparkplugSourceOptions Options => options;

    public StreamWatch Watch { get; set; } = StreamWatch.None;

    private long NowUs => time.NowUs();

    public bool HasRoomFor(int metrics) => Volatile.Read(ref _metrics) + metrics <= MetricsMax;

    public void Define(int metrics) => Interlocked.Add(ref _metrics, metrics);

    /// <summary>All values of a birth are one reading, of the time at which they were so: the birth's. The unit's next values are set.</summary>
    public SparkplugOutcome Birth(SparkplugUnit unit, SparkplugChannels channels, in SparkplugPayload payload, SparkplugRows rows)
    {
        if (!TryTime(payload.TimestampMs, NowUs, out long timeUs)) return SparkplugOutcome.Refused(PayloadError.TimeInvalid);
        bool hasValue = false;
        foreach (var metric in payload)
        {
            if (!channels.TryFind(metric, out var definition) || !definition.IsChannel || metric.IsHistorical) continue;
            if (!metric.TryGetNumber(definition.Type, out double value)) continue;
            unit.Next[definition.Channel] = value;
            hasValue |= !double.IsNaN(value);
        }
        if (!hasValue) return SparkplugOutcome.Nothing;
        rows.Clear(channels.Count);
        return rows.TryBegin(timeUs, false, unit.Next) ? Add(unit, channels.Set!, rows) : SparkplugOutcome.Refused(PayloadError.TooManyChannels);
    }

    /// <param name="strange">Metrics that the birth did not name: they are left out.</param>
    public SparkplugOutcome Data(SparkplugUnit unit, in SparkplugPayload payload, SparkplugRows rows, out int strange)
    {
        strange = 0;
        if (!TryTime(payload.TimestampMs, NowUs, out long payloadUs)) return SparkplugOutcome.Refused(PayloadError.TimeInvalid);
        var channels = unit.Channels!;
        rows.Clear(channels.Count);
        unit.Prepare();
        foreach (var metric in payload)
        {
            if (!channels.TryFind(metric, out var definition))
            {
                strange++;
                counters.CountRefused(PayloadError.NotBorn);
                continue;
            }
            if (!definition.IsChannel) continue;
            var error = Take(unit, metric, definition, payloadUs, rows);
            if (error != PayloadError.None) return SparkplugOutcome.Refused(error);
        }
        if (rows.Count > 0) return AddWatched(unit, channels.Set!, rows, payload.Bytes);
        return strange > 0 && strange == payload.Count ? new SparkplugOutcome(PayloadError.NotBorn, null, false) : SparkplugOutcome.Nothing;
    }

    /// <summary>The values are stale from now on (section 6.4.23): a reading without any says so to whoever goes on with them.</summary>
    public SparkplugOutcome Death(SparkplugUnit unit, ulong? timestampMs, SparkplugRows rows)
    {
        if (unit.Channels?.Set is not { } channels) return SparkplugOutcome.Nothing;
        if (!TryTime(timestampMs, NowUs, out long timeUs)) timeUs = NowUs;
        rows.Clear(channels.Count);
        rows.TryBegin(timeUs, false, []);
        return Add(unit, channels, rows);
    }

    private PayloadError Take(SparkplugUnit unit, in SparkplugMetric metric, SparkplugDefinition definition, long payloadUs, SparkplugRows rows)
    {
        if (!metric.TryGetNumber(definition.Type, out double value)) return PayloadError.ChannelNotANumber;
        if (!TryTime(metric.TimestampMs, payloadUs, out long timeUs)) return PayloadError.TimeInvalid;
        bool fits = rows.TrySet(timeUs, metric.IsHistorical, definition.Channel, value, options.Holds ? unit.Next : []);
        if (!metric.IsHistorical) unit.Next[definition.Channel] = value;
        return fits ? PayloadError.None : PayloadError.TooLarge;
    }

    // Births and deaths are taken of a device that is held back too: without them its data means nothing.
    private SparkplugOutcome AddWatched(SparkplugUnit unit, ChannelSet channels, SparkplugRows rows, int payloadBytes)
    {
        if (Watch.Admit(unit.Stream) is not PayloadError.None and var held) return SparkplugOutcome.Refused(held);
        var outcome = Add(unit, channels, rows);
        if (outcome.IsFull)
        {
            Watch.Withdraw(unit.Stream);
            return outcome;
        }
        for (int i = 0; i < rows.Count; i++)
            Watch.Observe(unit.Stream, new ReadingRow(channels, rows.TimesUs[i], rows.Values.Slice(i * channels.Count, channels.Count)), payloadBytes / rows.Count);
        return outcome;
    }

    private SparkplugOutcome Add(SparkplugUnit unit, ChannelSet channels, SparkplugRows rows)
    {
        if (!accumulator.TryAdd(unit.Stream, channels, rows.TimesUs, rows.Values, out var stored)) return new SparkplugOutcome(PayloadError.None, stored, true);
        for (int i = 0; i < rows.Count; i++) counters.CountAccepted();
        return new SparkplugOutcome(PayloadError.None, stored, false);
    }

    private static bool TryTime(ulong? timestampMs, long standardUs, out long timeUs)
    {
        timeUs = timestampMs is { } ms && ms < TimeMsMax ? (long)ms * 1000 : standardUs;
        return timestampMs is not >= TimeMsMax;
    }
}
