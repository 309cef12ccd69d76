using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Storage.Documents;
using LiteDB;

namespace EdgeAppliance.Storage.Outbox;

/// <summary>How far one pipeline has come, and its snapshot, cut into pieces.</summary>
/// <remarks>The store's thread's; <see cref="View"/> is anyone's.</remarks>
internal sealed class PipelineLog(string name, BlobSeal seal)
{
    private const int PieceBytes = 60 << 10;

    private PipelineProgress _progress = new(0, 0, null);
    private int _pieces;
    private bool _isStale;
    private bool _snapshotIsStale;

    private volatile PipelineProgress? _view;

    public string Name => name;

    public int Number { get; private set; }

    public long Cursor => _progress.Cursor;

    public long SnapshotCursor => _progress.SnapshotCursor;

    /// <summary>What is on stable storage; null before the first commit is.</summary>
    public PipelineProgress? View => _view;

    /// <exception cref="StoreDamagedException">The snapshot is not what was written.</exception>
    public void Load(StoreTransaction work, int number)
    {
        Reset();
        Number = number;
        if (work.Find(DocumentKeys.Of(number, 0)) is not { } stored) return;
        _pieces = stored["n"].AsInt32;
        byte[]? snapshot = stored["l"].IsInt32 ? new byte[stored["l"].AsInt32] : null;
        for (int piece = 0, at = 0; piece < _pieces; piece++) at += LoadPiece(work, piece, snapshot.AsSpan(at));
        _progress = new PipelineProgress(stored["c"].AsInt64, stored["s"].AsInt64, snapshot) { NumbersFrom = stored["x"].AsInt64, Next = new RecordNumbers(stored["nr"].AsInt64, stored["na"].AsInt64) };
    }

    /// <summary>Forgets what a failed transaction has left here.</summary>
    public void Reset()
    {
        Number = 0;
        _progress = new PipelineProgress(0, 0, null);
        _pieces = 0;
        _isStale = _snapshotIsStale = false;
    }

    public void Begin(int number) => Number = number;

    public void Set(PipelineCommit commit)
    {
        _isStale = true;
        _snapshotIsStale |= commit.Snapshot is not null;
        var next = RecordNumbers.Larger(commit.Next, _progress.Next);
        _progress = commit.Snapshot is { } snapshot ? new PipelineProgress(commit.Cursor, commit.Cursor, snapshot) { Next = next } : _progress with { Cursor = commit.Cursor, Next = next };
    }

    /// <summary>Takes up what another store knew.</summary>
    public void Set(PipelineProgress progress)
    {
        _progress = progress;
        _isStale = true;
        _snapshotIsStale = progress.Snapshot is not null;
    }

    /// <param name="readings">How many were ever stored: salvage sees by it whether all that the pipeline knew are there.</param>
    public void Flush(StoreTransaction work, long readings)
    {
        if (!_isStale) return;
        if (_snapshotIsStale) FlushSnapshot(work, _progress.Snapshot!);
        work.Put(new BsonDocument
        {
            ["_id"] = DocumentKeys.Of(Number, 0),
            ["c"] = _progress.Cursor,
            ["s"] = _progress.SnapshotCursor,
            ["n"] = _pieces,
            ["l"] = _progress.Snapshot is { } snapshot ? snapshot.Length : BsonValue.Null,
            ["x"] = _progress.NumbersFrom,
            ["nr"] = _progress.Next.Record,
            ["na"] = _progress.Next.Alarm,
            ["r"] = readings,
            ["of"] = name,
        });
        _isStale = _snapshotIsStale = false;
    }

    public void Publish()
    {
        if (Number == 0) _view = null;
        else if (!ReferenceEquals(_view, _progress)) _view = _progress;
    }

    private void FlushSnapshot(StoreTransaction work, byte[] snapshot)
    {
        int pieces = (snapshot.Length + PieceBytes - 1) / PieceBytes;
        for (int piece = 0; piece < pieces; piece++)
        {
            long key = DocumentKeys.Of(Number, 1 + piece);
            int bytes = Math.Min(PieceBytes, snapshot.Length - piece * PieceBytes);
            work.Put(new BsonDocument { ["_id"] = key, ["b"] = seal.Wrap(key, snapshot.AsSpan(piece * PieceBytes, bytes)) });
        }
        for (int piece = pieces; piece < _pieces; piece++) work.Delete(DocumentKeys.Of(Number, 1 + piece));
        _pieces = pieces;
    }

    private int LoadPiece(StoreTransaction work, int piece, Span<byte> target)
    {
        long key = DocumentKeys.Of(Number, 1 + piece);
        if (work.Find(key) is not { } stored) throw new StoreDamagedException($"A piece of the snapshot of '{name}' is missing.");
        var bytes = seal.Unwrap(key, stored["b"].AsBinary).Span;
        if (bytes.Length > target.Length) throw new StoreDamagedException($"The snapshot of '{name}' is longer than it was.");
        bytes.CopyTo(target);
        return bytes.Length;
    }
}
