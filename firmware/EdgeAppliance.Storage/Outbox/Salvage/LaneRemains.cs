using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Storage.Documents;

namespace EdgeAppliance.Storage.Outbox.Salvage;

/// <summary>What can be had of a lane of a damaged store.</summary>
internal static class LaneRemains
{
    private const int LastDocuments = 8;

    /// <summary>Packed records, as many whole ones as follow one another.</summary>
    public readonly record struct Run(ReadOnlyMemory<byte> Packed, int Count, bool IsGap);

    /// <summary>A document as a whole, or where it is damaged the records in it that are not.</summary>
    public readonly record struct Remains(IReadOnlyList<Run> Runs, bool IsWhole, long Order);

    /// <summary>The place behind the last record that is known of.</summary>
    public static long End(OldStore old, int range)
    {
        long end = Math.Max(1, old.Find(range, 0).Number("l"));
        long last = Tail(old, range, []).LastOrDefault();
        if (last == 0) return end;
        var remains = Read(old, range, last);
        if (remains.IsWhole) return Math.Max(end, last + Places(remains.Runs[0]));
        // Its head may be whole where its records are not.
        long told = old.Find(range, last).Number("l");
        return Math.Max(end, told > last && told <= last + LaneLog.RecordsMax ? told : last + LaneLog.RecordsMax + 1);
    }

    /// <summary>The number of the last transaction that is known of.</summary>
    public static long Order(OldStore old, int range)
    {
        long last = Tail(old, range, []).LastOrDefault();
        return last == 0 ? 0 : Read(old, range, last).Order;
    }

    /// <summary>Each stream's last record among those stored last.</summary>
    public static IEnumerable<(ReadOnlyMemory<byte> Stream, RecordHeader Last)> Last(OldStore old, int range)
    {
        var last = new List<(ReadOnlyMemory<byte> Stream, RecordHeader Last)>();
        Tail(old, range, last);
        return last;
    }

    /// <summary>It may be a document's key that is damaged, so that it seems to lie elsewhere in its lane. Numbers grow along a lane, so they
    /// tell: one that is not whole and does not fit between its neighbours is not where it was written.</summary>
    /// <param name="last">Each stream's last record before it.</param>
    public static bool IsMisplaced(OldStore old, int range, List<long> places, int at, List<(ReadOnlyMemory<byte> Stream, RecordHeader Last)> last)
    {
        var remains = Read(old, range, places[at]);
        if (remains.IsWhole) return false;
        var with = new List<(ReadOnlyMemory<byte> Stream, RecordHeader Last)>(last);
        foreach (var run in remains.Runs)
        {
            if (!Follows(run, with)) return true;
            Note(run, with);
        }
        foreach (long place in places.Skip(at + 1).Take(LastDocuments))
            if (Read(old, range, place) is { IsWhole: true } next) return !Follows(next.Runs[0], with);
        return false;
    }

    public static void Note(Run run, List<(ReadOnlyMemory<byte> Stream, RecordHeader Last)> last)
    {
        for (var packed = run.Packed.Span; PackedRecords.TryRead(packed, out var record, out int size); packed = packed[size..])
        {
            int at = IndexOf(last, record.Stream);
            if (at < 0) last.Add((record.Stream.ToArray(), record.Header));
            else last[at] = (last[at].Stream, record.Header);
        }
    }

    /// <param name="last">Gets each stream's last record.</param>
    /// <returns>The last places that hold something which was written there.</returns>
    private static List<long> Tail(OldStore old, int range, List<(ReadOnlyMemory<byte> Stream, RecordHeader Last)> last)
    {
        var places = old.Places(range).TakeLast(LastDocuments).ToList();
        var kept = new List<long>();
        for (int at = 0; at < places.Count; at++)
        {
            if (IsMisplaced(old, range, places, at, last)) continue;
            kept.Add(places[at]);
            foreach (var run in Read(old, range, places[at]).Runs) Note(run, last);
        }
        return kept;
    }

    /// <summary>True where each stream's records come behind those that are noted as last.</summary>
    private static bool Follows(Run run, List<(ReadOnlyMemory<byte> Stream, RecordHeader Last)> last)
    {
        foreach (var (stream, first) in Firsts(run))
            if (IndexOf(last, stream.Span) is >= 0 and var at && last[at].Last.Sequence >= first.Sequence) return false;
        return true;
    }

    /// <summary>Each stream's first record behind so many.</summary>
    public static List<(ReadOnlyMemory<byte> Stream, RecordHeader First)> Firsts(Run run, long skipped = 0)
    {
        var firsts = new List<(ReadOnlyMemory<byte> Stream, RecordHeader First)>();
        for (var packed = run.Packed.Span; PackedRecords.TryRead(packed, out var record, out int size); packed = packed[size..])
            if (skipped-- <= 0 && IndexOf(firsts, record.Stream) < 0) firsts.Add((record.Stream.ToArray(), record.Header));
        return firsts;
    }

    public static int IndexOf(List<(ReadOnlyMemory<byte> Stream, RecordHeader Last)> last, ReadOnlySpan<byte> stream)
    {
        for (int i = 0; i < last.Count; i++)
            if (last[i].Stream.Span.SequenceEqual(stream)) return i;
        return -1;
    }

    public static int Places(Run run) => run.IsGap ? 1 : run.Count;

    public static Remains Read(OldStore old, int range, long place)
    {
        var document = old.Find(range, place);
        long order = document.Number("w");
        if (document is not null && old.Content(document) is { } content && RunAt(content, 0) is { Count: > 0 } run && run.Packed.Length == content.Length)
            return new Remains([run], IsWhole: true, order);
        IReadOnlyList<Run> most = [];
        foreach (byte[] bytes in old.Remains(range, place))
            if (Runs(bytes) is var runs && runs.Sum(one => one.Count) > most.Sum(one => one.Count)) most = runs;
        return new Remains(most, IsWhole: false, order);
    }

    private static List<Run> Runs(ReadOnlyMemory<byte> bytes)
    {
        ReadOnlySpan<byte> magic = BitConverter.GetBytes(PackedRecords.Magic);
        var runs = new List<Run>();
        for (int at = 0; at < bytes.Length;)
        {
            int found = bytes.Span[at..].IndexOf(magic);
            if (found < 0) break;
            var run = RunAt(bytes, at + found);
            if (run.Count > 0) runs.Add(run);
            at += found + Math.Max(1, run.Packed.Length);
        }
        return runs;
    }

    private static Run RunAt(ReadOnlyMemory<byte> bytes, int from)
    {
        int at = from;
        int count = 0;
        bool isGap = false;
        for (; PackedRecords.TryRead(bytes.Span[at..], out var record, out int size); at += size, count++) isGap = record.Header.Type == RecordType.Gap;
        return new Run(bytes[from..at], count, isGap);
    }
}
