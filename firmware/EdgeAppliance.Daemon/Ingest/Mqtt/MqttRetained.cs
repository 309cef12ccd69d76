using EdgeAppliance.Core.Identity;

namespace EdgeAppliance.Daemon.Ingest.Mqtt;

/// <summary>The last message of each topic that was to be retained (MQTT 5 section 3.3.1.3). Any thread asks and changes.</summary>
internal sealed class MqttRetained(MqttSurroundings around, MqttState? state)
{
    private readonly Lock _lock = new();

    // Guarded by _lock.
    private readonly Dictionary<string, Kept> _messages = new(StringComparer.Ordinal);
    private long _bytes;

    public int Count
    {
        get { lock (_lock) return _messages.Count; }
    }

    /// <summary>Retains a message, or where its payload is empty forgets that of its topic.</summary>
    /// <param name="kept">Done once that is on stable storage.</param>
    /// <returns>False where there are too many, or it is too large to be kept.</returns>
    public bool TrySet(MqttMessage message, out Task kept)
    {
        kept = Task.CompletedTask;
        lock (_lock)
        {
            bool isThere = _messages.TryGetValue(message.Topic, out var old);
            if (message.Payload.Length == 0)
            {
                if (isThere) kept = Remove_NeedsLock(old);
                return true;
            }
            var options = around.Options;
            if (state is not null && !MqttState.Takes(message)) return false;
            if (!isThere && _messages.Count >= options.RetainedTopicsMax) return false;
            long bytes = _bytes + message.Bytes - (isThere ? old.Message.Bytes : 0);
            if (bytes > options.RetainedBytesMax) return false;
            _bytes = bytes;
            long key = old.Key;
            if (state is not null) kept = state.Retain(ref key, message);
            _messages[message.Topic] = new Kept(message, key);
            return true;
        }
    }

    /// <summary>Those that a filter matches.</summary>
    public List<MqttMessage> Match(string filter)
    {
        var found = new List<MqttMessage>();
        long nowMs = around.NowMs;
        lock (_lock)
        {
            if (!MqttTopic.HasWildcard(filter))
            {
                if (_messages.TryGetValue(filter, out var one) && one.Message.ExpiresAtMs > nowMs) found.Add(one.Message);
                return found;
            }
            var pattern = new TopicPattern(filter);
            foreach (var kept in _messages.Values)
                if (kept.Message.ExpiresAtMs > nowMs && pattern.Covers(kept.Message.Topic)) found.Add(kept.Message);
        }
        return found;
    }

    /// <summary>Forgets those that are of use no more.</summary>
    public void Sweep()
    {
        long nowMs = around.NowMs;
        lock (_lock)
        {
            List<Kept>? over = null;
            foreach (var kept in _messages.Values)
                if (kept.Message.ExpiresAtMs <= nowMs) (over ??= []).Add(kept);
            if (over is null) return;
            foreach (var kept in over) Remove_NeedsLock(kept);
        }
    }

    /// <summary>What the store had.</summary>
    public void Restore(long key, MqttMessage message)
    {
        lock (_lock)
        {
            _messages[message.Topic] = new Kept(message with { Retain = true }, key);
            _bytes += message.Bytes;
        }
    }

    private Task Remove_NeedsLock(Kept kept)
    {
        _messages.Remove(kept.Message.Topic);
        _bytes -= kept.Message.Bytes;
        return state is not null ? state.DropRetained(kept.Key) : Task.CompletedTask;
    }

    private readonly record struct Kept(MqttMessage Message, long Key);
}
