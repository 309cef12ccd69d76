using EdgeAppliance.FunctionalTests.Cloud;

namespace EdgeAppliance.FunctionalTests.Faults;

/// <summary>What gap records tell of a stream. A store that begins anew after damage numbers on far ahead, so ranges are not counted out.</summary>
internal static class Gaps
{
    /// <returns>Ranges of sequences up to the last one that are neither there nor in the range of a gap record; both ends included.</returns>
    public static List<(long First, long Last)> Untold(IReadOnlyList<ArchivedRecord> records)
    {
        var told = records.Select(record => (First: record.Sequence, Last: record.Sequence)).Concat(Of(records)).Order();
        var untold = new List<(long, long)>();
        long next = 1;
        foreach (var (first, last) in told)
        {
            if (first > next) untold.Add((next, first - 1));
            next = Math.Max(next, last + 1);
        }
        return untold;
    }

    private static IEnumerable<(long First, long Last)> Of(IReadOnlyList<ArchivedRecord> records) =>
        records.Where(record => record.Type == "edge.gap.v1").Select(gap => ((long)gap.Value("first"), (long)gap.Value("last")));
}
