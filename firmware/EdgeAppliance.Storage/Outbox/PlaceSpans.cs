using System.Buffers.Binary;

namespace EdgeAppliance.Storage.Outbox;

/// <summary>The acknowledged places inside documents that have others too: few, because whole documents are deleted. Stored as pairs of
/// i64, little endian.</summary>
internal sealed class PlaceSpans
{
    private const int Bytes = 2 * sizeof(long);

    private readonly List<PlaceSpan> _spans = [];

    public void Load(byte[]? stored)
    {
        _spans.Clear();
        for (int at = 0; stored is not null && at + Bytes <= stored.Length; at += Bytes)
            _spans.Add(new PlaceSpan(BinaryPrimitives.ReadInt64LittleEndian(stored.AsSpan(at)), BinaryPrimitives.ReadInt64LittleEndian(stored.AsSpan(at + sizeof(long)))));
    }

    public byte[] ToBytes()
    {
        var bytes = new byte[_spans.Count * Bytes];
        for (int i = 0; i < _spans.Count; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * Bytes), _spans[i].First);
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * Bytes + sizeof(long)), _spans[i].End);
        }
        return bytes;
    }

    public void Clear() => _spans.Clear();

    public PlaceSpan[] ToArray() => _spans.Count == 0 ? [] : _spans.ToArray();

    public bool Contains(long place) => Missing(place, place + 1) == 0;

    public bool Overlaps(long first, long end) => Missing(first, end) < end - first;

    /// <returns>How many places of [first, end) are in none of the spans.</returns>
    public long Missing(long first, long end)
    {
        long missing = end - first;
        foreach (var span in _spans) missing -= Math.Max(0, Math.Min(end, span.End) - Math.Max(first, span.First));
        return missing;
    }

    public void Add(long first, long end)
    {
        int at = 0;
        while (at < _spans.Count && _spans[at].End < first) at++;
        while (at < _spans.Count && _spans[at].First <= end)
        {
            (first, end) = (Math.Min(first, _spans[at].First), Math.Max(end, _spans[at].End));
            _spans.RemoveAt(at);
        }
        _spans.Insert(at, new PlaceSpan(first, end));
    }

    /// <summary>Forgets whatever lies in [first, end).</summary>
    public void Remove(long first, long end)
    {
        for (int i = _spans.Count - 1; i >= 0; i--)
        {
            var span = _spans[i];
            if (span.End <= first || span.First >= end) continue;
            _spans.RemoveAt(i);
            if (span.End > end) _spans.Insert(i, span with { First = end });
            if (span.First < first) _spans.Insert(i, span with { End = first });
        }
    }
}
