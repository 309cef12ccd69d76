using System.Collections.Concurrent;
using System.Text;
using EdgeAppliance.Core.Pipeline;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>What the broker's publishes of one topic filter become: readings of the devices that the topics name.</summary>
internal sealed class MqttSource : IDisposable
{
    private readonly TopicFilter _filter;
    private readonly SourceAccumulator _accumulator;
    private readonly JsonPayloadDecoder _decoder;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, DeviceStream> _devices = new(StringComparer.Ordinal);

    /// <exception cref="FormatException">The topic filter or a pointer of the mapping is wrong.</exception>
    public MqttSource(MqttSourceOptions options, IStore store, TimeProvider time)
    {
        Name = options.Name;
        _filter = new TopicFilter(options.Topic);
        _decoder = new JsonPayloadDecoder(options.Mapping, options.Limits);
        _time = time;
        _accumulator = new SourceAccumulator(options.Name, store);
    }

    public string Name { get; }

    public PayloadLimits Limits => _decoder.Limits;

    public IngestCounters Counters { get; } = new();

    /// <returns>False where the topic is not this source's. The device is null where the topic names none, or one too many.</returns>
    public bool TryResolve(string topic, out DeviceStream? device)
    {
        device = null;
        if (!_filter.TryMatch(topic, out string name)) return false;
        if (name.Length == 0) name = Name;
        if (_devices.TryGetValue(name, out device)) return true;
        if (_devices.Count >= Limits.DevicesMax || !IsDeviceName(name)) return true;
        device = _devices.GetOrAdd(name, static (n, source) => new DeviceStream(source, n), Name);
        return true;
    }

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
        bool taken = _accumulator.TryAdd(device, channels, timeUs, values[..channels.Count], out stored);
        if (taken) Counters.CountAccepted();
        return taken;
    }

    /// <summary>Waits until what was taken is stored.</summary>
    public void Dispose() => _accumulator.Dispose();

    private bool IsDeviceName(string name)
    {
        if (Encoding.UTF8.GetByteCount(name) > Limits.NameBytesMax) return false;
        foreach (char c in name)
            if (char.IsControl(c)) return false;
        return true;
    }
}
