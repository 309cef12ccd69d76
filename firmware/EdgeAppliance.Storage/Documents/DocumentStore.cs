using EdgeAppliance.Storage.Outbox;

namespace EdgeAppliance.Storage.Documents;

/// <summary>LiteDB with a commit that is on stable storage when it returns. 1 A commit's changes go into a <see cref="Memtable"/> and 2 into a
/// <see cref="Journal"/>, with one write and one sync; 3 where these have become large, or nothing comes, they go into LiteDB on a thread of
/// its own, while commits go into another memtable and the other one of two journals; 4 LiteDB's own log is copied into the data file
/// where it is long. What comes and goes between two times of 3 never touches LiteDB.</summary>
/// <remarks>One thread opens, commits, checkpoints and closes; others may read. Readers see what is committed, which may be a sync
/// ahead of what is durable. After any failure the store is closed, and <see cref="Open"/> takes back whatever had not been
/// reported as done.</remarks>
public sealed class DocumentStore(IDisk disk, string name) : IDisposable
{
    private readonly object _gate = new();

    // Guarded by _gate; changed by the committing thread alone.
    private OpenStore? _store;

    // The committing thread's own.
    private readonly JournalChanges _changes = new();
    private MemtableFlush? _flush;
    private JournalMark? _durable;

    public StoreSizes Sizes { get; init; } = new();

    public StoreFileNames Files { get; } = new(name);

    public bool IsOpen
    {
        get { lock (_gate) return _store is not null; }
    }

    /// <summary>Pages in LiteDB's log.</summary>
    public long LogPages
    {
        get { lock (_gate) return _store?.LogPages ?? 0; }
    }

    /// <summary>The lengths of all files together, in bytes; 0 where the store is closed.</summary>
    public long FileBytes
    {
        get { lock (_gate) return _store?.FileBytes ?? 0; }
    }

    /// <summary>What the data file has on the disk and uses again, in bytes; 0 where the store is closed.</summary>
    public long DataBytes
    {
        get { lock (_gate) return _store?.DataBytes ?? 0; }
    }

    /// <exception cref="IOException">The disk is full, read-only or broken; the files are as they were.</exception>
    /// <exception cref="StoreDamagedException">The files are not a store; they must be moved away.</exception>
    public void Open()
    {
        lock (_gate)
        {
            if (_store is not null) return;
            try
            {
                _store = OpenStore.Open(disk, Files, Sizes, _durable);
            }
            catch (Exception e)
            {
                throw Sorted(e);
            }
        }
    }

    /// <summary>Runs <paramref name="work"/> as one transaction and returns once it is on stable storage.</summary>
    /// <param name="work">Must not keep the transaction. Where it throws, nothing of it is kept.</param>
    /// <exception cref="IOException">Nothing was stored; the store is closed.</exception>
    /// <exception cref="StoreDamagedException">Nothing was stored; the store is closed.</exception>
    public void Commit(Action<StoreTransaction> work)
    {
        try
        {
            var store = _store ?? throw new IOException("The store is closed.");
            Flush(store, wait: store.IsFull);
            _changes.Clear();
            lock (_gate) work(new StoreTransaction(store.View, _changes)); // 1
            if (_changes.IsEmpty) return;
            // Readers go on while the disk writes and syncs.
            long offset = store.Journal.Bytes;
            store.Journal.Append(_changes); // 2
            lock (_gate) _changes.Settle(offset, store.View.Active);
            _durable = new JournalMark(store.Journal.Generation, store.Journal.Entries);
        }
        catch (Exception e)
        {
            Close();
            throw Sorted(e);
        }
    }

    /// <summary>Puts what was committed into LiteDB's files where it is much, or where it is a sixteenth of that and nothing comes: a
    /// reading now and then is not worth LiteDB's writes each time.</summary>
    /// <exception cref="IOException">It was not done; the store is closed and nothing is lost.</exception>
    /// <exception cref="StoreDamagedException">Likewise.</exception>
    public void Checkpoint(bool idle) => Flush(all: idle && _store is { IsWorthAFlush: true });

    /// <summary>Puts all that was committed into LiteDB's files.</summary>
    /// <exception cref="IOException">It was not done; the store is closed and nothing is lost.</exception>
    /// <exception cref="StoreDamagedException">Likewise.</exception>
    public void FlushAll() => Flush(all: true);

    /// <summary>Gives <paramref name="read"/> a view of what is committed. It must be short: commits wait for it.</summary>
    /// <returns>False where the store is closed.</returns>
    /// <exception cref="IOException">The disk failed.</exception>
    /// <exception cref="StoreDamagedException">What was read is not what was written.</exception>
    public bool TryRead<T>(T argument, Action<StoreTransaction, T> read)
    {
        lock (_gate)
        {
            if (_store is null) return false;
            try
            {
                read(new StoreTransaction(_store.View, null), argument);
                return true;
            }
            catch (Exception e)
            {
                throw Sorted(e);
            }
        }
    }

    /// <summary>Deletes the files, which must be closed.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public void Delete()
    {
        foreach (string file in Files.All) disk.Delete(file);
    }

    public void Close()
    {
        _flush?.Cancel();
        _flush = null;
        lock (_gate)
        {
            _store?.Dispose();
            _store = null;
        }
    }

    public void Dispose()
    {
        Close();
        GC.SuppressFinalize(this);
    }

    private void Flush(bool all)
    {
        if (_store is not { } store) return;
        try
        {
            Flush(store, wait: all);
            if (!all) return;
            if (store.Journal.Entries > 0) BeginFlush(store);
            Flush(store, wait: true);
            store.Checkpoint(); // 4
        }
        catch (Exception e)
        {
            Close();
            throw Sorted(e);
        }
    }

    /// <summary>3: takes note of what is done, and begins with more where that is due.</summary>
    private void Flush(OpenStore store, bool wait)
    {
        if (_flush is not null && (wait || _flush.IsDone))
        {
            _flush.Finish();
            _flush = null;
            lock (_gate) store.View.DropFrozen();
        }
        if (_flush is null && store.IsFlushDue) BeginFlush(store);
    }

    private void BeginFlush(OpenStore store)
    {
        var journal = store.Journal;
        lock (_gate) store.View.Freeze(journal.FileOf(journal.Generation + 1));
        journal.Begin(journal.Generation + 1, journal.Entries);
        _flush = store.Flush(journal.Generation);
    }

    private static Exception Sorted(Exception e)
    {
        for (var cause = e; cause is not null; cause = cause.InnerException)
            if (cause is IOException or StoreDamagedException or StoreKeyException) return cause;
        return e is UnauthorizedAccessException ? new IOException(e.Message, e) : new StoreDamagedException($"LiteDB failed: {e.Message}", e);
    }
}
