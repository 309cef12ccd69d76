using EdgeAppliance.Storage.Outbox;
using LiteDB;
using LiteDB.Engine;

namespace EdgeAppliance.Storage.Documents;

/// <summary>LiteDB with a commit that is on stable storage when it returns.</summary>
/// <remarks>One thread opens, commits, checkpoints and closes; others may read. Readers see what is committed, which may be a sync
/// ahead of what is durable. After any failure the store is closed, and <see cref="Open"/> takes back whatever had not been
/// reported as done.</remarks>
public sealed class DocumentStore(IDisk disk, string name) : IDisposable
{
    /// <summary>Pages in the log that make a checkpoint worth its sync.</summary>
    public const int CheckpointPages = 1000;

    /// <summary>By so many pages the cache grows at most, 2 MB.</summary>
    private const int CacheStepPages = 250;

    private static readonly TimeSpan _writerPatience = TimeSpan.FromSeconds(30);

    private readonly object _engineGate = new();

    // Guarded by _engineGate.
    private LiteEngine? _engine;
    private FramedLogStream? _log;
    private PageDataStream? _data;

    // The committing thread's own.
    private LogMark _durable = new(0, 0);

    public string DataFile => name + ".db";

    public string LogFile => name + ".log";

    public bool IsOpen
    {
        get { lock (_engineGate) return _engine is not null; }
    }

    public long LogPages
    {
        get { lock (_engineGate) return _log?.Frames ?? 0; }
    }

    /// <exception cref="IOException">The disk is full, read-only or broken; the files are as they were.</exception>
    /// <exception cref="StoreDamagedException">The files are not a store; they must be moved away.</exception>
    public void Open()
    {
        lock (_engineGate)
        {
            if (_engine is not null) return;
            try
            {
                OpenFiles_NeedsLock();
                OpenEngine_NeedsLock();
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
            FramedLogStream log;
            long length;
            lock (_engineGate)
            {
                if (_engine is null) throw new IOException("The store is closed.");
                log = _log!;
                _engine.BeginTrans();
                work(new StoreTransaction(_engine));
                _engine.Commit();
                length = LiteInside.LogBytes(_engine);
            }
            // Readers go on while the disk syncs.
            log.SyncTo(length, _writerPatience);
            _durable = log.Mark;
        }
        catch (Exception e)
        {
            Close();
            throw Sorted(e);
        }
    }

    /// <summary>The lengths of both files together, in bytes; 0 where the store is closed.</summary>
    public long FileBytes
    {
        get { lock (_engineGate) return _data is null ? 0 : _data.Length + _log!.FileBytes; }
    }

    /// <summary>What the data file has on the disk and uses again, in bytes; 0 where the store is closed.</summary>
    public long DataBytes
    {
        get { lock (_engineGate) return _data?.Length ?? 0; }
    }

    /// <summary>Copies the log into the data file where it is long, or whatever there is where <paramref name="idle"/>.</summary>
    /// <returns>True where it did.</returns>
    /// <exception cref="IOException">It was not done; the store is closed and nothing is lost.</exception>
    public bool Checkpoint(bool idle)
    {
        lock (_engineGate)
        {
            long pages = _log?.Frames ?? 0;
            if (_engine is null || pages == 0 || pages < CheckpointPages && !idle) return false;
            try
            {
                _engine.Checkpoint();
                _durable = _log!.Mark;
                return true;
            }
            catch (Exception e)
            {
                Close_NeedsLock();
                throw Sorted(e);
            }
        }
    }

    /// <summary>Gives <paramref name="read"/> a view of what is committed. It must be short: commits wait for it.</summary>
    /// <returns>False where the store is closed.</returns>
    /// <exception cref="IOException">The disk failed.</exception>
    /// <exception cref="StoreDamagedException">What was read is not what was written.</exception>
    public bool TryRead<T>(T argument, Action<StoreTransaction, T> read)
    {
        lock (_engineGate)
        {
            if (_engine is null) return false;
            try
            {
                read(new StoreTransaction(_engine), argument);
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
        disk.Delete(DataFile);
        disk.Delete(LogFile);
    }

    public void Close()
    {
        lock (_engineGate) Close_NeedsLock();
    }

    public void Dispose()
    {
        Close();
        GC.SuppressFinalize(this);
    }

    private void OpenFiles_NeedsLock()
    {
        _data = new PageDataStream(disk.Open(DataFile));
        _log = new FramedLogStream(disk.Open(LogFile), _data);
        // Before the log's first generation nothing was ever committed, so that a lone first page is a birth cut short.
        if (_log.Generation == 0 && _data.Length <= LitePage.Bytes) _data.SetLength(0);
        if (_log.Generation == 0 && _data.Length > 0) throw new StoreDamagedException("The log of the data file is gone.");
        if (_log.Generation > 0 && _data.Length == 0) throw new StoreDamagedException("The data file of the log is gone.");
        _log.Recover(_durable);
        if (_data.Length % LitePage.Bytes != 0) throw new StoreDamagedException("The data file ends within a page.");
    }

    private void OpenEngine_NeedsLock()
    {
        LiteInside.LimitCacheSteps(CacheStepPages);
        // The log would go into the data file by LiteDB's own judgement where CHECKPOINT is not 0.
        _engine = new LiteEngine(new EngineSettings { DataStream = _data, LogStream = _log, Collation = Collation.Binary });
        if (_log!.Generation == 0) _log.StartGeneration();
        if (_engine.Pragma("CHECKPOINT").AsInt32 != 0)
        {
            _engine.Pragma("CHECKPOINT", 0);
            _log.SyncTo(LiteInside.LogBytes(_engine), _writerPatience);
        }
        _durable = _log.Mark;
    }

    private void Close_NeedsLock()
    {
        try
        {
            if (_engine is not null) LiteInside.LeaveTransactions(_engine);
            _engine?.Dispose();
        }
        catch (Exception)
        {
            // LiteDB reports here again what closed it; what it could not write is in the log or was never reported as done.
        }
        _engine = null;
        _log?.Dispose();
        _data?.Dispose();
        _log = null;
        _data = null;
    }

    private static Exception Sorted(Exception e)
    {
        for (var cause = e; cause is not null; cause = cause.InnerException)
            if (cause is IOException or StoreDamagedException or StoreKeyException) return cause;
        return e is UnauthorizedAccessException ? new IOException(e.Message, e) : new StoreDamagedException($"LiteDB failed: {e.Message}", e);
    }
}
