using EdgeAppliance.Core.Readings;
using EdgeAppliance.Storage.Documents;

namespace EdgeAppliance.Storage.Outbox;

/// <summary>Reads stored readings back for a pipeline that starts or has fallen behind.</summary>
/// <remarks>Any thread.</remarks>
internal sealed class ReadingsReader(ReadingsLog log, DocumentStore documents, BlobSeal seal)
{
    private const int BytesMax = 512 << 10;

    private readonly ReadingUnpacker _unpacker = new();

    /// <returns>The position behind the last row handed on; <paramref name="from"/> where there is nothing newer.</returns>
    /// <exception cref="IOException">The disk failed, or the store is closed.</exception>
    /// <exception cref="StoreDamagedException">What was read is not what was written.</exception>
    public long Read(long from, int rowsMax, Action<ReadingBatch> onBatch)
    {
        long end = log.View.End;
        if (from >= end) return from;
        var blobs = new List<(long Key, byte[] Blob)>();
        if (!documents.TryRead((blobs, from, end, rowsMax), static (work, to) => Collect(work, to.blobs, to.from, to.end, to.rowsMax)))
            throw new IOException("The outbox is closed.");
        foreach (var (key, blob) in blobs) from = HandOn(seal.Unwrap(key, blob).Span, from, onBatch);
        return from;
    }

    private static void Collect(StoreTransaction work, List<(long, byte[])> blobs, long from, long end, int rowsMax)
    {
        long first = DocumentKeys.Of(DocumentKeys.Readings, from + 1);
        var before = work.LastHead(DocumentKeys.Of(DocumentKeys.Readings, 1), first);
        if (before is not null && before["l"].AsInt64 > from + 1) first = before["_id"].AsInt64;
        long last = DocumentKeys.Of(DocumentKeys.Readings, end);
        long rows = 0;
        long bytes = 0;
        work.Scan(first, last, blobs, (document, to) =>
        {
            to.Add((document["_id"].AsInt64, document["b"].AsBinary));
            rows += document["n"].AsInt32;
            bytes += document["s"].AsInt32;
            return rows < rowsMax && bytes < BytesMax;
        });
    }

    private long HandOn(ReadOnlySpan<byte> packed, long from, Action<ReadingBatch> onBatch)
    {
        while (!packed.IsEmpty)
        {
            var batch = _unpacker.Read(packed, out int size) ?? throw new StoreDamagedException("A document of readings ends within a batch.");
            packed = packed[size..];
            try
            {
                long end = batch.FirstPosition + batch.Count;
                if (end <= from) continue;
                onBatch(batch);
                from = end;
            }
            finally
            {
                batch.Release();
            }
        }
        return from;
    }
}
