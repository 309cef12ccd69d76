using LiteDB;
using LiteDB.Engine;

namespace EdgeAppliance.Storage.Documents;

/// <summary>The files of a store that is open, and what lies over them: 1 the data file gets what LiteDB's log holds; 2 LiteDB opens it;
/// 3 what the journals hold and LiteDB does not goes into it.</summary>
internal sealed class OpenStore : IDisposable
{
    /// <summary>By so many pages the cache grows at most, 2 MB.</summary>
    private const int CacheStepPages = 250;

    private static readonly TimeSpan _writerPatience = TimeSpan.FromSeconds(30);

    private readonly StoreSizes _sizes;
    private PageDataStream? _data;
    private FramedLogStream? _log;
    private LiteEngine? _engine;
    private LiteDocuments? _lite;
    private DocumentView? _view;
    private Journal? _journal;

    private OpenStore(StoreSizes sizes) => _sizes = sizes;

    public DocumentView View => _view!;

    public Journal Journal => _journal!;

    /// <summary>A generation that holds nothing is not ended: a start would take it for one that was lost.</summary>
    public bool IsFlushDue => Journal.Entries > 0 && (View.Active.Bytes >= _sizes.MemtableBytesMax || Journal.Bytes >= _sizes.JournalBytesMax);

    public bool IsWorthAFlush => Journal.Bytes >= _sizes.JournalBytesMax / 16 || LogPages > 0;

    /// <summary>True where commits are faster than what takes them into LiteDB.</summary>
    public bool IsFull => View.Active.Bytes >= 2 * _sizes.MemtableBytesMax || Journal.Bytes >= 2 * _sizes.JournalBytesMax;

    public long LogPages => _log!.Frames;

    public long DataBytes => _data!.Length;

    public long FileBytes => _data!.Length + _log!.FileBytes + Journal.FileBytes;

    /// <param name="durable">What this process knows to be on stable storage; null after a start.</param>
    /// <exception cref="IOException">The disk is full, read-only or broken; the files are as they were.</exception>
    /// <exception cref="StoreDamagedException">The files are not a store.</exception>
    public static OpenStore Open(IDisk disk, StoreFileNames files, StoreSizes sizes, JournalMark? durable)
    {
        var store = new OpenStore(sizes.On(disk));
        try
        {
            store.OpenFiles(disk, files); // 1
            store.OpenEngine(); // 2
            store.OpenJournal(disk, files, durable); // 3
            return store;
        }
        catch (Exception)
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>Takes the frozen memtable into LiteDB, on a thread of its own.</summary>
    /// <param name="next">The first generation of the journal that it does not hold.</param>
    public MemtableFlush Flush(uint next) => new MemtableFlush(_lite!, _log!, View.Frozen!, next) { CheckpointPages = _sizes.CheckpointPages }.Start();

    /// <summary>Copies LiteDB's log into the data file.</summary>
    public void Checkpoint()
    {
        lock (_lite!.Gate)
            if (_log!.Frames > 0) _engine!.Checkpoint();
    }

    public void Dispose()
    {
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
    }

    private void OpenFiles(IDisk disk, StoreFileNames files)
    {
        _data = new PageDataStream(disk.Open(files.Data));
        _log = new FramedLogStream(disk.Open(files.Log), _data);
        // Before the log's first generation nothing was ever committed, so that a lone first page is a birth cut short.
        if (_log.Generation == 0 && _data.Length <= LitePage.Bytes) _data.SetLength(0);
        if (_log.Generation == 0 && _data.Length > 0) throw new StoreDamagedException("The log of the data file is gone.");
        if (_log.Generation > 0 && _data.Length == 0) throw new StoreDamagedException("The data file of the log is gone.");
        _log.Recover();
        if (_data.Length % LitePage.Bytes != 0) throw new StoreDamagedException("The data file ends within a page.");
    }

    private void OpenEngine()
    {
        LiteInside.LimitCacheSteps(CacheStepPages);
        // The log would go into the data file by LiteDB's own judgement where CHECKPOINT is not 0.
        _engine = new LiteEngine(new EngineSettings { DataStream = _data, LogStream = _log, Collation = Collation.Binary });
        if (_log!.Generation == 0) _log.StartGeneration();
        if (_engine.Pragma("CHECKPOINT").AsInt32 == 0) return;
        _engine.Pragma("CHECKPOINT", 0);
        _log.SyncTo(LiteInside.LogBytes(_engine), _writerPatience);
    }

    private void OpenJournal(IDisk disk, StoreFileNames files, JournalMark? durable)
    {
        _lite = new LiteDocuments(_engine!);
        var mark = _lite.Find(MemtableFlush.MarkKey);
        if (mark is not null && !(disk.Exists(files.Even) && disk.Exists(files.Odd))) throw new StoreDamagedException("The journal of the data file is gone.");
        _journal = new Journal(disk.Open(files.Even), disk.Open(files.Odd));
        uint due = mark is null ? 1 : (uint)mark["g"].AsInt64;
        _view = new DocumentView(_lite, _journal.FileOf(due));
        uint newest = due - 1;
        foreach (uint generation in new JournalReplay(_journal, durable).Run(due, _view))
        {
            // What was reported as failed may lie behind what is trusted: the next start must not find it.
            newest = generation;
            _view.Freeze(_journal.FileOf(newest + 1));
            Flush(newest + 1).Finish();
            _view.DropFrozen();
        }
        _journal.Begin(newest + 1, 0);
    }
}
