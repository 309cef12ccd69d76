using System.Collections.Concurrent;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>Remembers the keys of a source's devices, so that a reading that a device sends again counts once, crash or not. To the store it
/// is a pipeline that makes no records: it is snapshotted now and then, and reads again what was stored since.</summary>
/// <remarks>Where storing readings fails, later ones of the source are refused until it is noted durably which keys failed: else a crash
/// would leave a hole below the highest stored key, and the readings in it would pass for known ones when they come again.</remarks>
internal sealed class KeyMemory : IDisposable
{
    private const int RowsBetweenSaves = 65_536;
    private const int ReadRowsMax = 4096;
    private const int DevicesMax = 16_384;

    /// <summary>So many in a row are no resending any more: the device has begun to count anew.</summary>
    private const int RepeatedInRowMax = 1000;

    private static readonly TimeSpan s_saveEvery = TimeSpan.FromMinutes(1);

    private readonly IStore _store;
    private readonly string _source;
    private readonly ConcurrentDictionary<string, DeviceKeys> _devices = new(StringComparer.Ordinal);
    private readonly Lock _loading = new();
    private readonly ITimer _timer;
    private volatile bool _loaded;

    // Positions behind the last reading that is in _devices, that is in the newest snapshot, and for which one was asked.
    private long _seenTo;
    private long _savedTo;
    private long _askedAt;

    // The thread's that hands batches on.
    private readonly List<Task> _handedOn = [];
    private bool _failureIsNew;

    /// <param name="channel">The channel that holds the key.</param>
    public KeyMemory(IStore store, string source, string channel, TimeProvider time)
    {
        _store = store;
        _source = source;
        Channel = channel;
        _timer = time.CreateTimer(_ => Save(), null, s_saveEvery, s_saveEvery);
        store.Stored += OnStored;
    }

    public string Channel { get; }

    /// <summary>A device whose last thousand readings were all sent before, or null: its counter has most likely begun anew.</summary>
    public string? Stuck
    {
        get
        {
            foreach (var (device, keys) in _devices)
                if (keys.RepeatedInRow >= RepeatedInRowMax) return device;
            return null;
        }
    }

    /// <summary>The name under which the store keeps a source's snapshot. What a store is told of its pipelines must include it.</summary>
    public static string PipelineOf(string source) => $"keys/{source}";

    /// <returns>A device's keys; null where the store cannot be read yet, or has too many devices.</returns>
    public DeviceKeys? Of(string device)
    {
        if (!_loaded && !TryLoad()) return null;
        if (_devices.TryGetValue(device, out var keys)) return keys;
        return _devices.Count < DevicesMax ? Known(device) : null;
    }

    /// <summary>A sink that keeps to what the remarks say. One thread at a time uses it.</summary>
    public ReadingSink Over(ReadingSink sink) => batch =>
    {
        if (!TryNoteFailures())
        {
            batch.Release();
            return Task.FromException(new IOException("Which readings could not be stored is not noted yet."));
        }
        var stored = sink(batch);
        _handedOn.Add(stored);
        return stored;
    };

    public void Dispose()
    {
        _timer.Dispose();
        _store.Stored -= OnStored;
        Save();
    }

    private DeviceKeys Known(string device) => _devices.GetOrAdd(device, static _ => new DeviceKeys());

    private bool TryLoad()
    {
        lock (_loading)
        {
            if (_loaded) return true;
            try
            {
                Load();
                return true;
            }
            catch (Exception)
            {
                // Whatever it is, the store says so itself; until it is mended nothing is stored.
                return false;
            }
        }
    }

    private void Load()
    {
        var progress = _store.Progress(PipelineOf(_source));
        if (progress?.Snapshot is { } snapshot) Restore(snapshot);
        long at = progress?.SnapshotCursor ?? 0;
        _savedTo = at;
        while (_store.Read(at, ReadRowsMax, Note) is var reached && reached > at) at = reached;
        Reach(at);
        _loaded = true;
    }

    private void Restore(byte[] snapshot)
    {
        try
        {
            KeySnapshot.Read(snapshot, Known);
        }
        catch (InvalidDataException)
        {
            // Of another version, after a step back. Readings may then count twice, but none is lost.
        }
    }

    // On the store's thread.
    private void OnStored(ReadingBatch batch)
    {
        Note(batch);
        long end = batch.FirstPosition + batch.Count;
        Reach(end);
        if (end - Volatile.Read(ref _askedAt) < RowsBetweenSaves) return;
        Volatile.Write(ref _askedAt, end);
        _timer.Change(TimeSpan.Zero, s_saveEvery);
    }

    private void Note(ReadingBatch batch)
    {
        if (batch.Source != _source) return;
        int channel = batch.Channels.IndexOf(Channel);
        if (channel < 0) return;
        double highest = double.NegativeInfinity;
        foreach (double key in batch.Column(channel)) highest = Math.Max(highest, double.IsNaN(key) ? highest : key);
        var keys = Known(batch.Device);
        lock (keys.Lock) keys.Store_NeedsLock(highest);
    }

    private void Reach(long position)
    {
        long seen = Volatile.Read(ref _seenTo);
        while (position > seen && Interlocked.CompareExchange(ref _seenTo, position, seen) is var found && found != seen) seen = found;
    }

    private bool TryNoteFailures()
    {
        for (int i = _handedOn.Count - 1; i >= 0; i--)
        {
            if (!_handedOn[i].IsCompleted) continue;
            _failureIsNew |= !_handedOn[i].IsCompletedSuccessfully;
            _handedOn.RemoveAt(i);
        }
        if (!_failureIsNew) return true;
        foreach (var keys in _devices.Values)
            lock (keys.Lock) keys.Settle_NeedsLock();
        try
        {
            Commit().GetAwaiter().GetResult();
            _failureIsNew = false;
            return true;
        }
        catch (Exception)
        {
            // The store says itself what is wrong.
            return false;
        }
    }

    private void Save()
    {
        // A source that is silent is saved too: the store keeps all readings that lie behind this snapshot.
        if ((!_loaded && !TryLoad()) || Volatile.Read(ref _seenTo) == Volatile.Read(ref _savedTo)) return;
        try
        {
            _ = Commit();
        }
        catch (Exception)
        {
            // The next one may succeed; until then the readings stay, to be read again.
        }
    }

    private Task Commit()
    {
        // Before the keys are looked at: they may then be ahead of the cursor, which does no harm.
        long cursor = Volatile.Read(ref _seenTo);
        Volatile.Write(ref _savedTo, cursor);
        return _store.Commit(new PipelineCommit(PipelineOf(_source), cursor, [], KeySnapshot.Write(_devices)));
    }
}
