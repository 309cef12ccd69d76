namespace EdgeAppliance.Tests.Core.Steps.Reduction;

/// <summary>The fewest straight pieces that pass all readings within an error, be they joined or not: no method of lines has fewer. A piece that goes on as far as it
/// can is never worse than one that ends before, so taking the longest again and again is optimal.</summary>
internal static class FewestLines
{
    public static int Of(ReadOnlySpan<long> timesUs, ReadOnlySpan<double> values, double error)
    {
        int pieces = 0;
        for (int first = 0; first < values.Length; pieces++) first = EndOf(first, timesUs, values, error);
        return pieces;
    }

    // A slope fits all where it fits every two: intervals of which each two meet have a point in common (Helly's theorem).
    private static int EndOf(int first, ReadOnlySpan<long> timesUs, ReadOnlySpan<double> values, double error)
    {
        double low = double.NegativeInfinity, high = double.PositiveInfinity;
        for (int next = first + 1; next < values.Length; next++)
        {
            for (int before = first; before < next; before++)
            {
                double time = timesUs[next] - timesUs[before], rise = values[next] - values[before];
                low = Math.Max(low, (rise - 2 * error) / time);
                high = Math.Min(high, (rise + 2 * error) / time);
            }
            if (low > high) return next;
        }
        return values.Length;
    }
}
