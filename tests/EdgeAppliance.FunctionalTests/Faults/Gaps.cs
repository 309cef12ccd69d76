using EdgeAppliance.FunctionalTests.Cloud;

namespace EdgeAppliance.FunctionalTests.Faults;

/// <summary>What gap records tell of a stream.</summary>
internal static class Gaps
{
    /// <returns>Sequences that are neither there nor in the range of a gap record.</returns>
    public static List<long> Untold(IReadOnlyList<ArchivedRecord> records)
    {
        var missing = Enumerable.Range(1, (int)records[^1].Sequence).Select(sequence => (long)sequence).Except(records.Select(record => record.Sequence)).ToHashSet();
        foreach (var gap in records.Where(record => record.Type == "edge.gap.v1"))
            for (long sequence = (long)gap.Value("first"); sequence <= (long)gap.Value("last"); sequence++) missing.Remove(sequence);
        return [.. missing.Order()];
    }

    /// <returns>How many sequences the gap records tell of.</returns>
    public static long Told(IReadOnlyList<ArchivedRecord> records) =>
        records.Where(record => record.Type == "edge.gap.v1").Sum(gap => (long)gap.Value("last") - (long)gap.Value("first") + 1);
}
