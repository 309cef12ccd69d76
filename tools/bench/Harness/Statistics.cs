namespace EdgeAppliance.Bench.Harness;

internal static class Statistics
{
    public static double Median(IEnumerable<double> values) => Quantile([.. values.Order()], 0.5);

    /// <param name="ordered">In ascending order, at least one.</param>
    /// <param name="part">0 to 1.</param>
    public static double Quantile(IReadOnlyList<double> ordered, double part)
    {
        double at = part * (ordered.Count - 1);
        int below = (int)at;
        int above = Math.Min(below + 1, ordered.Count - 1);
        return ordered[below] + (ordered[above] - ordered[below]) * (at - below);
    }
}
