using System.Collections.Concurrent;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>Finds the source and device of a topic; a topic seen before costs one look-up.</summary>
internal sealed class MqttRoutes(IReadOnlyList<MqttSource> sources)
{
    // Many topics may lead to one device (…/+/#), so their number has a limit of its own; beyond it they are resolved each time.
    private const int TopicsMax = 16384;

    private readonly ConcurrentDictionary<string, MqttRoute> _known = new(StringComparer.Ordinal);
    private int _count;

    public IReadOnlyList<MqttSource> Sources => sources;

    public bool TryFind(ReadOnlySpan<char> topic, out MqttRoute route) =>
        _known.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(topic, out route!) || TryFind(topic.ToString(), out route);

    public bool TryFind(string? topic, out MqttRoute route)
    {
        route = null!;
        if (string.IsNullOrEmpty(topic)) return false;
        return _known.TryGetValue(topic, out route!) || TryResolve(topic, out route);
    }

    private bool TryResolve(string topic, out MqttRoute route)
    {
        foreach (var source in sources)
        {
            if (!source.TryResolve(topic, out var device)) continue;
            route = new MqttRoute(source, device);
            if (device is not null && Volatile.Read(ref _count) < TopicsMax && _known.TryAdd(topic, route)) Interlocked.Increment(ref _count);
            return true;
        }
        route = null!;
        return false;
    }
}
