using System.Collections.Concurrent;
using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Daemon.Live;

/// <summary>One source's newest readings, and who watches them.</summary>
internal sealed class LiveSource(LiveLimits limits)
{
    private readonly ConcurrentDictionary<string, LatestReading> _devices = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    // Guarded by _lock.
    private readonly List<LiveClient> _clients = [];
    private readonly Queue<LiveEvent> _kept = new();
    private long _number;
    private long _lastWatchedAt = long.MinValue;

    public IEnumerable<KeyValuePair<string, LatestReading>> Devices => _devices;

    /// <summary>Devices whose newest reading is not kept, since there are too many.</summary>
    private bool HasTooManyDevices => _devices.Count >= limits.DevicesMax;

    public LatestReading? Find(string device) => _devices.GetValueOrDefault(device);

    /// <summary>On the store's thread: allocates nothing for a device seen before, unless someone watches.</summary>
    /// <param name="now">A timestamp.</param>
    /// <returns>What is to be handed out; null where nobody watches.</returns>
    public LiveBatch? Note(ReadingBatch batch, long now, long watchedFor)
    {
        if (batch.Count == 0) return null;
        if (_devices.TryGetValue(batch.Device, out var latest)) latest.Set(batch);
        else if (!HasTooManyDevices) _devices.TryAdd(batch.Device, new LatestReading(batch));
        lock (_lock)
        {
            long first = _number + 1;
            _number += batch.Count;
            if (_clients.Count > 0) _lastWatchedAt = now;
            // Who was cut off comes back soon, and wants what came in between.
            return _lastWatchedAt != long.MinValue && now - _lastWatchedAt <= watchedFor ? LiveBatch.Of(batch, first) : null;
        }
    }

    public void HandOut(LiveEvent reading)
    {
        lock (_lock)
        {
            if (_kept.Count == limits.KeptMax) _kept.Dequeue();
            _kept.Enqueue(reading);
            foreach (var client in _clients)
                if (client.Wants(reading.Device)) client.Add(reading);
        }
    }

    /// <summary>Readings were dropped before they were handed out.</summary>
    public void Drop(long count)
    {
        lock (_lock)
            foreach (var client in _clients) client.Drop(count);
    }

    /// <param name="after">The number of the last reading that the client had, or null where it is new.</param>
    public void Add(LiveClient client, long? after)
    {
        lock (_lock)
        {
            _clients.Add(client);
            if (after is not { } last) return;
            long firstKept = _kept.Count > 0 ? _kept.Peek().Number : _number + 1;
            if (last + 1 < firstKept) client.Drop(firstKept - 1 - last);
            foreach (var reading in _kept)
                if (reading.Number > last && client.Wants(reading.Device)) client.Add(reading);
        }
    }

    public void Remove(LiveClient client)
    {
        lock (_lock) _clients.Remove(client);
    }

    public void End()
    {
        lock (_lock)
            foreach (var client in _clients) client.End();
    }
}
