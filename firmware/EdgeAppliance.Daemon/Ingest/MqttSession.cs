using EdgeAppliance.Core.Identity;
using MQTTnet.Formatter;
using MQTTnet.Packets;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>One client's publishes that wait for stable storage, by packet id.</summary>
/// <param name="memory">What the client has published lately, on earlier connections too.</param>
internal sealed class MqttSession(MqttProtocolVersion version, PublishMemory memory)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ushort, Waiting> _waiting = [];

    private readonly HashSet<string> _filters = [];

    /// <summary>Whose it is; null where everybody is taken.</summary>
    public KnownDevice? Device { get; init; }

    public MqttProtocolVersion Version { get; } = version;

    public PublishMemory Memory => memory;

    /// <summary>The publish that the client's receive loop is working on. Touched by that loop alone.</summary>
    public MqttPublishPacket? Incoming { get; set; }

    /// <returns>False where the client already has <paramref name="waitingMax"/> publishes without acknowledgement.</returns>
    public bool TryRemember(ushort packetId, Waiting waiting, int waitingMax)
    {
        lock (_lock)
        {
            if (_waiting.Count >= waitingMax && !_waiting.ContainsKey(packetId)) return false;
            _waiting[packetId] = waiting;
            return true;
        }
    }

    /// <returns>Whether the client had not subscribed to it yet.</returns>
    public bool TryAddFilter(string filter)
    {
        lock (_lock) return _filters.Add(filter);
    }

    public bool TryRemoveFilter(string filter)
    {
        lock (_lock) return _filters.Remove(filter);
    }

    /// <returns>Those that it had subscribed to.</returns>
    public IReadOnlyList<string> RemoveFilters()
    {
        lock (_lock)
        {
            string[] filters = [.. _filters];
            _filters.Clear();
            return filters;
        }
    }

    public bool TryTake(ushort packetId, out Waiting waiting)
    {
        lock (_lock) return _waiting.Remove(packetId, out waiting);
    }

    /// <param name="Stored">Done once the reading is on stable storage.</param>
    internal readonly record struct Waiting(IPublishSource Source, Task Stored);
}
