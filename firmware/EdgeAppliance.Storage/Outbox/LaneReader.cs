using System.Buffers.Binary;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Storage.Documents;
using LiteDB;

namespace EdgeAppliance.Storage.Outbox;

/// <summary>Copies a lane's records out, a few documents read ahead, so that what comes one after another is read from the disk once.</summary>
/// <remarks>Any thread, one at a time.</remarks>
internal sealed class LaneReader(LaneLog lane, DocumentStore documents, BlobSeal seal)
{
    private const int AheadBytes = 256 << 10;

    private readonly Lock _lock = new();
    private readonly List<(DocumentHead Head, ReadOnlyMemory<byte> Content)> _ahead = [];
    private long _aheadFrom = long.MaxValue;
    private long _version;

    // Where the last slice ended: a document, a place in it, and where that place's record begins.
    private int _document;
    private long _place;
    private int _offset;
    private bool _sliceIsGap;

    /// <exception cref="IOException">The disk failed.</exception>
    /// <exception cref="StoreDamagedException">What was read is not what was written.</exception>
    public OutboxSlice Peek(long from, int countMax, Span<byte> target)
    {
        lock (_lock)
        {
            var view = lane.View;
            if (view.Version != _version) (_version, _aheadFrom) = (view.Version, long.MaxValue);
            from = Math.Max(from, view.First);
            var slice = new OutboxSlice(0, 0, from, from);
            _sliceIsGap = false;
            bool found = false;
            for (long at = from; at < view.End && TryFind_NeedsLock(view, at); at = _ahead[_document].Head.End)
            {
                found = true;
                if (!Copy_NeedsLock(view, ref slice, countMax, target)) break;
            }
            // It may also just be that an acknowledgement is on its way to the disk: the store's thread knows.
            if (!found && from == view.First && view.Count > 0) lane.SeemsEmpty = true;
            if (slice.Count > 0) HandOut_NeedsLock(slice, from <= view.First);
            return slice;
        }
    }

    private void HandOut_NeedsLock(OutboxSlice slice, bool anew)
    {
        lane.HandedOut.AddRecords(slice.First, _sliceIsGap ? slice.First : slice.Last, anew);
        if (_sliceIsGap) lane.HandedOut.AddGap(slice.First);
    }

    /// <summary>Copies from where the reader stands to the end of the document.</summary>
    /// <returns>False where the slice is full.</returns>
    private bool Copy_NeedsLock(LaneView view, ref OutboxSlice slice, int countMax, Span<byte> target)
    {
        var (head, content) = _ahead[_document];
        if (head.IsGap) return CopyGap_NeedsLock(head, content.Span, ref slice, target);
        while (_place < head.End)
        {
            if (slice.Count == countMax) return false;
            var record = NextRecord(content.Span[_offset..]);
            if (!view.IsAcknowledged(_place))
            {
                if (!record.TryCopyTo(target[slice.Bytes..])) return false;
                slice = new OutboxSlice(slice.Count + 1, slice.Bytes + record.Length, slice.Count == 0 ? _place : slice.First, _place + 1);
            }
            _offset += record.Length;
            _place++;
        }
        if (_offset != content.Length) throw new StoreDamagedException("A document of records holds more than its head says.");
        return slice.Count < countMax;
    }

    /// <summary>A gap's records share one place: they go all together and alone.</summary>
    private bool CopyGap_NeedsLock(DocumentHead head, ReadOnlySpan<byte> content, ref OutboxSlice slice, Span<byte> target)
    {
        if (slice.Count > 0 || !content.TryCopyTo(target)) return false;
        slice = new OutboxSlice(head.Count, content.Length, head.First, head.End);
        _sliceIsGap = true;
        return false;
    }

    /// <summary>Stands at the record of a place, or at the first one behind it.</summary>
    private bool TryFind_NeedsLock(LaneView view, long at)
    {
        if (!TryCover_NeedsLock(at))
        {
            Load_NeedsLock(at, view.End);
            if (!TryCover_NeedsLock(at)) return false;
        }
        var (head, content) = _ahead[_document];
        if (_place > at || _place < head.First) (_place, _offset) = (head.First, 0);
        for (; _place < at && !head.IsGap; _place++) _offset += NextRecord(content.Span[_offset..]).Length;
        return true;
    }

    /// <summary>Finds the document that holds a place, or the next one, among those read ahead.</summary>
    private bool TryCover_NeedsLock(long at)
    {
        if (at < _aheadFrom) return false;
        int found = _ahead.FindIndex(document => document.Head.End > at);
        if (found != _document) _place = 0;
        _document = found;
        return found >= 0;
    }

    private void Load_NeedsLock(long at, long end)
    {
        bool follows = _ahead.Count > 0 && _ahead[^1].Head.End == at;
        _ahead.Clear();
        _place = 0;
        if (!documents.TryRead((Reader: this, at, end, follows), static (work, to) => to.Reader.Load_NeedsLock(work, to.at, to.end, to.follows)))
            throw new IOException("The outbox is closed.");
    }

    private void Load_NeedsLock(StoreTransaction work, long at, long end, bool follows)
    {
        _aheadFrom = at;
        if (!follows && LastHead(work, at) is { } before && before.End > at) _aheadFrom = before.First;
        int bytes = 0;
        work.Scan(DocumentKeys.Of(lane.Number, _aheadFrom), DocumentKeys.Of(lane.Number, end - 1), this, (document, reader) =>
        {
            var content = reader.Unwrap(document);
            reader._ahead.Add((DocumentHead.Of(document), content));
            bytes += content.Length;
            return bytes < AheadBytes;
        });
    }

    private ReadOnlyMemory<byte> Unwrap(BsonDocument document) => seal.Unwrap(document["_id"].AsInt64, document["b"].AsBinary);

    private DocumentHead? LastHead(StoreTransaction work, long at) =>
        work.LastHead(DocumentKeys.Of(lane.Number, lane.View.Lowest), DocumentKeys.Of(lane.Number, at)) is { } found ? DocumentHead.Of(found) : null;

    private static ReadOnlySpan<byte> NextRecord(ReadOnlySpan<byte> packed)
    {
        int size = packed.Length < PackedRecords.FixedBytes ? 0 : PackedRecords.HeaderBytes + (int)BinaryPrimitives.ReadUInt32LittleEndian(packed[4..]);
        if (size < PackedRecords.FixedBytes || size > packed.Length) throw new StoreDamagedException("A document of records ends within one.");
        return packed[..size];
    }
}
