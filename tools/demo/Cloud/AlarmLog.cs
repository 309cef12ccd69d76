using System.Text.Json;

namespace EdgeAppliance.Demo.Cloud;

/// <summary>The alarms that reached the cloud, and which are up. Any thread may call it.</summary>
internal sealed class AlarmLog
{
    private readonly Lock _lock = new();
    private readonly List<AlarmEvent> _events = [];
    private readonly HashSet<string> _seen = [];
    private readonly HashSet<string> _up = [];

    public IReadOnlyList<AlarmEvent> Events
    {
        get { lock (_lock) return [.. _events]; }
    }

    public AlarmEvent? Last
    {
        get { lock (_lock) return _events.Count == 0 ? null : _events[^1]; }
    }

    public bool IsUp(string alarm)
    {
        lock (_lock) return _up.Contains(alarm);
    }

    /// <returns>What is new; null where nothing is.</returns>
    public AlarmEvent? Add(CloudRecord record, DateTimeOffset receivedAt)
    {
        if (record.Type != "edge.alarm.v1") return null;
        if (!record.Data.TryGetProperty("alarm", out var name) || !record.Data.TryGetProperty("active", out var active)) return null;
        lock (_lock)
        {
            // One that was sent again, with the same id, is no news.
            if (!_seen.Add(record.Id)) return null;
            var change = new AlarmEvent(name.GetString() ?? "", active.ValueKind == JsonValueKind.True, record.Time, receivedAt);
            _events.Add(change);
            _ = change.Active ? _up.Add(change.Alarm) : _up.Remove(change.Alarm);
            return change;
        }
    }

    /// <returns>The first time since then that it was raised; null where it was not.</returns>
    public AlarmEvent? Raised(string alarm, DateTimeOffset since)
    {
        lock (_lock) return _events.Find(e => e.Active && e.Alarm == alarm && e.ReceivedAt >= since);
    }
}
