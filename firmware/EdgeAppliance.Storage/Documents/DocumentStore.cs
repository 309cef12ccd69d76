using EdgeAppliance.Storage.Outbox;
using LiteDB;
using LiteDB.Engine;

namespace EdgeAppliance.Storage.Documents;

/// <summary>LiteDB with a commit that is on stable storage when it returns. 1 A commit's changes go into a <see cref="Journal"/>, with one
/// write and one sync; 2 until they are in LiteDB they are in a <see cref="Memtable"/>; 3 where that has become large, or nothing comes,
/// it goes into LiteDB on a thread of its own, while commits go into the other one of two journals; 4 LiteDB's own log is copied into the
/// data file where it is long. What comes and goes between two times of 3 never touches LiteDB.</summary>
/// <remarks>One thread opens, commits, checkpoints and closes; others may read. Readers see what is committed, which may be a sync
/// ahead of what is durable. After any failure the store is closed, and <see cref="Open"/> takes back whatever had not been
/// reported as done.</remarks>
public sealed class DocumentStore(IDisk disk, string name) : IDisposable
{
    /// <summary>By so many pages the cache grows at most, 2 MB.</summary>
    private const int CacheStepPages = 250;

    private static readonly TimeSpan _writerPatience = TimeSpan.FromSeconds(30);

    private readonly object _gate = new();
    private readonly JournalChanges _changes = new();

    // Guarded by _gate; changed by the committing thread alone.
    private LiteEngine? _engine;
    private FramedLogStream? _log;
    private PageDataStream? _data;
    private LiteDocuments? _lite;
    private DocumentView? _view;
    private Journal? _journal;

    // The committing thread's own.
    private MemtableFlush? _flush;
    private JournalMark? _durable;
    private StoreSizes _sizes = new();

    public StoreSizes Sizes { get; init; } = new();

    public StoreFileNames Files { get; } = new(name);

    public bool IsOpen
    {
        get { lock (_gate) return _engine is not null; }
    }

    /// <summary>Pages in LiteDB's log.</summary>
    public long LogPages
    {
        get { lock (_gate) return _log?.Frames ?? 0; }
    }

    /// <summary>The lengths of all files together, in bytes; 0 where the store is closed.</summary>
    public long FileBytes
    {
        get { lock (_gate) return _engine is null ? 0 : _data!.Length + _log!.FileBytes + _journal!.FileBytes; }
    }

    /// <summary>What the data file has on the disk and uses again, in bytes; 0 where the store is closed.</summary>
    public long DataBytes
    {
        get { lock (_gate) return _data?.Length ?? 0; }
    }

    private bool IsFlushDue => _view!.Active.Bytes >= _sizes.MemtableBytesMax || _journal!.Bytes >= _sizes.JournalBytesMax;

    /// <exception cref="IOException">The disk is full, read-only or broken; the files are as they were.</exception>
    /// <exception cref="StoreDamagedException">The files are not a store; they must be moved away.</exception>
    public void Open()
    {
        lock (_gate)
        {
            if (_engine is not null) return;
            try
            {
                OpenFiles_NeedsLock();
                OpenEngine_NeedsLock();
                OpenJournal_NeedsLock();
            }
            catch (Exception e)
            {
                Close_NeedsLock();
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
            if (!IsOpen) throw new IOException("The store is closed.");
            Flush(wait: _view!.Active.Bytes >= 2 * _sizes.MemtableBytesMax || _journal!.Bytes >= 2 * _sizes.JournalBytesMax);
            _changes.Clear();
            lock (_gate) work(new StoreTransaction(_view, _changes)); // 2
            if (_changes.IsEmpty) return;
            // Readers go on while the disk writes and syncs.
            long offset = _journal!.Bytes;
            _journal.Append(_changes); // 1
            lock (_gate) _changes.Settle(offset, _view.Active);
            _durable = new JournalMark(_journal.Generation, _journal.Entries);
        }
        catch (Exception e)
        {
            Close();
            throw Sorted(e);
        }
    }

    /// <summary>Puts what was committed into LiteDB's files: bit by bit where there is much, or all that there is where <paramref name="idle"/>.</summary>
    /// <exception cref="IOException">It was not done; the store is closed and nothing is lost.</exception>
    /// <exception cref="StoreDamagedException">Likewise.</exception>
    public void Checkpoint(bool idle)
    {
        if (!IsOpen) return;
        try
        {
            Flush(wait: idle);
            if (!idle) return;
            if (_journal!.Entries > 0) BeginFlush();
            Flush(wait: true);
            lock (_lite!.Gate)
                if (_log!.Frames > 0) _engine!.Checkpoint(); // 4
        }
        catch (Exception e)
        {
            Close();
            throw Sorted(e);
        }
    }

    /// <summary>Gives <paramref name="read"/> a view of what is committed. It must be short: commits wait for it.</summary>
    /// <returns>False where the store is closed.</returns>
    /// <exception cref="IOException">The disk failed.</exception>
    /// <exception cref="StoreDamagedException">What was read is not what was written.</exception>
    public bool TryRead<T>(T argument, Action<StoreTransaction, T> read)
    {
        lock (_gate)
        {
            if (_engine is null) return false;
            try
            {
                read(new StoreTransaction(_view!, null), argument);
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
        lock (_gate) Close_NeedsLock();
    }

    public void Dispose()
    {
        Close();
        GC.SuppressFinalize(this);
    }

    private void OpenFiles_NeedsLock()
    {
        _sizes = Sizes.On(disk);
        _data = new PageDataStream(disk.Open(Files.Data));
        _log = new FramedLogStream(disk.Open(Files.Log), _data);
        // Before the log's first generation nothing was ever committed, so that a lone first page is a birth cut short.
        if (_log.Generation == 0 && _data.Length <= LitePage.Bytes) _data.SetLength(0);
        if (_log.Generation == 0 && _data.Length > 0) throw new StoreDamagedException("The log of the data file is gone.");
        if (_log.Generation > 0 && _data.Length == 0) throw new StoreDamagedException("The data file of the log is gone.");
        _log.Recover();
        if (_data.Length % LitePage.Bytes != 0) throw new StoreDamagedException("The data file ends within a page.");
    }

    private void OpenEngine_NeedsLock()
    {
        LiteInside.LimitCacheSteps(CacheStepPages);
        // The log would go into the data file by LiteDB's own judgement where CHECKPOINT is not 0.
        _engine = new LiteEngine(new EngineSettings { DataStream = _data, LogStream = _log, Collation = Collation.Binary });
        if (_log!.Generation == 0) _log.StartGeneration();
        if (_engine.Pragma("CHECKPOINT").AsInt32 == 0) return;
        _engine.Pragma("CHECKPOINT", 0);
        _log.SyncTo(LiteInside.LogBytes(_engine), _writerPatience);
    }

    private void OpenJournal_NeedsLock()
    {
        _lite = new LiteDocuments(_engine!);
        var mark = _lite.Find(MemtableFlush.MarkKey);
        if (mark is not null && !(disk.Exists(Files.Even) && disk.Exists(Files.Odd))) throw new StoreDamagedException("The journal of the data file is gone.");
        _journal = new Journal(disk.Open(Files.Even), disk.Open(Files.Odd));
        uint due = mark is null ? 1 : (uint)mark["g"].AsInt64;
        _view = new DocumentView(_lite, _journal.FileOf(due));
        uint newest = due - 1;
        foreach (uint generation in new JournalReplay(_journal, _durable).Run(due, _view))
        {
            // What was reported as failed may lie behind what is trusted: the next start must not find it.
            newest = generation;
            _view.Freeze(_journal.FileOf(newest + 1));
            Flusher(newest + 1).Finish();
            _view.DropFrozen();
        }
        _journal.Begin(newest + 1, 0);
    }

    /// <summary>3: takes note of what is done, and begins with more where that is due.</summary>
    private void Flush(bool wait)
    {
        if (_flush is not null && (wait || _flush.IsDone))
        {
            _flush.Finish();
            _flush = null;
            lock (_gate) _view!.DropFrozen();
        }
        if (_flush is null && IsFlushDue) BeginFlush();
    }

    private void BeginFlush()
    {
        lock (_gate) _view!.Freeze(_journal!.FileOf(_journal.Generation + 1));
        _journal!.Begin(_journal.Generation + 1, _journal.Entries);
        _flush = Flusher(_journal.Generation);
    }

    private MemtableFlush Flusher(uint next) => new MemtableFlush(_lite!, _log!, _view!.Frozen!, next) { CheckpointPages = _sizes.CheckpointPages }.Start();

    private void Close_NeedsLock()
    {
        _flush?.Cancel();
        try
        {
            if (_engine is not null) LiteInside.LeaveTransactions(_engine);
            _engine?.Dispose();
        }
        catch (Exception)
        {
            // LiteDB reports here again what closed it; what it could not write is in the log, the journal, or was never reported as done.
        }
        _log?.Dispose();
        _data?.Dispose();
        _journal?.Dispose();
        (_flush, _engine, _lite, _view, _log, _data, _journal) = (null, null, null, null, null, null, null);
    }

    private static Exception Sorted(Exception e)
    {
        for (var cause = e; cause is not null; cause = cause.InnerException)
            if (cause is IOException or StoreDamagedException or StoreKeyException) return cause;
        return e is UnauthorizedAccessException ? new IOException(e.Message, e) : new StoreDamagedException($"LiteDB failed: {e.Message}", e);
    }
}
