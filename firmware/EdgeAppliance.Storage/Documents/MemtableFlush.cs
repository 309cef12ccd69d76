using LiteDB;

namespace EdgeAppliance.Storage.Documents;

/// <summary>Puts a frozen memtable into LiteDB, a little at a time, so that readers come in between; then notes there which generation of
/// the journal is not in it yet. What was cut off is done again from the journal: putting and deleting twice is the same as once.</summary>
/// <remarks>A thread of its own; <see cref="Finish"/> is the store's thread's.</remarks>
internal sealed class MemtableFlush
{
    /// <summary>The document that names the oldest generation of the journal that is not in LiteDB, in its field <c>g</c>.</summary>
    public const long MarkKey = -1;

    /// <summary>Readers wait for so much, and now and then for a checkpoint.</summary>
    private const int BytesAtOnce = 128 << 10;
    private const int ChangesAtOnce = 64;

    private static readonly TimeSpan _writerPatience = TimeSpan.FromSeconds(30);

    private readonly LiteDocuments _lite;
    private readonly FramedLogStream _log;
    private readonly Memtable _table;
    private readonly uint _next;
    private readonly Thread _thread;
    private readonly List<BsonDocument> _puts = [];
    private readonly List<BsonValue> _deletes = [];
    private long _bytes;
    private volatile bool _cancelled;
    private volatile bool _done;
    private Exception? _failure;

    /// <param name="next">The first generation of the journal that <paramref name="table"/> does not hold.</param>
    public MemtableFlush(LiteDocuments lite, FramedLogStream log, Memtable table, uint next)
    {
        (_lite, _log, _table, _next) = (lite, log, table, next);
        _thread = new Thread(Run) { IsBackground = true, Name = "store-flush" };
    }

    /// <summary>Pages in LiteDB's log that make a checkpoint worth its sync.</summary>
    public required int CheckpointPages { get; init; }

    public bool IsDone => _done;

    public MemtableFlush Start()
    {
        _thread.Start();
        return this;
    }

    /// <summary>Waits until all is on stable storage.</summary>
    /// <exception cref="IOException">It is not.</exception>
    /// <exception cref="StoreDamagedException">LiteDB cannot do it.</exception>
    public void Finish()
    {
        _thread.Join();
        if (_failure is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(_failure);
    }

    /// <summary>Ends it as it is, and returns once it has ended.</summary>
    public void Cancel()
    {
        _cancelled = true;
        _thread.Join();
    }

    private void Run()
    {
        try
        {
            Flush();
        }
        catch (Exception e)
        {
            _failure = e;
        }
        _done = true;
    }

    private void Flush()
    {
        foreach (var (key, change) in _table.Changes())
        {
            if (change.Head is null) _deletes.Add(key);
            else _puts.Add(change.Whole(_table.Journal));
            _bytes += change.BlobBytes;
            if (_bytes >= BytesAtOnce || _puts.Count + _deletes.Count >= ChangesAtOnce) Write();
            if (_cancelled) return;
        }
        _puts.Add(new BsonDocument { ["_id"] = MarkKey, ["g"] = (long)_next });
        Write();
        _log.SyncTo(LogBytes(), _writerPatience);
    }

    private void Write()
    {
        lock (_lite.Gate)
        {
            _lite.Write(_puts, _deletes);
            if (_log.Frames >= CheckpointPages) _lite.Engine.Checkpoint();
        }
        _puts.Clear();
        _deletes.Clear();
        _bytes = 0;
    }

    private long LogBytes()
    {
        lock (_lite.Gate) return LiteInside.LogBytes(_lite.Engine);
    }
}
