using EdgeAppliance.Daemon.Twins;

namespace EdgeAppliance.Daemon.Ingest.Amqp;

/// <summary>What one link listens to, and the desired states that it is still to be told: of each device the newest, in the order in which
/// the devices' first changes came. There are no more of them than there are devices with a desired state. Any thread uses it.</summary>
internal sealed class AmqpListening(TopicFilter filter)
{
    private readonly Lock _lock = new();

    // Guarded by _lock.
    private readonly Queue<string> _order = new();
    private readonly Dictionary<string, DesiredState> _states = new(StringComparer.Ordinal);

    public TopicFilter Filter => filter;

    public void Add(string device, DesiredState state)
    {
        lock (_lock)
        {
            bool waits = _states.TryGetValue(device, out var before);
            if (!waits) _order.Enqueue(device);
            if (!waits || before!.Version < state.Version) _states[device] = state;
        }
    }

    public bool TryNext(out string device, out DesiredState state)
    {
        lock (_lock)
        {
            state = DesiredState.None;
            return _order.TryDequeue(out device!) && _states.Remove(device, out state!);
        }
    }
}
