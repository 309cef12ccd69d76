using System.Collections.Immutable;

namespace EdgeAppliance.Core.Steps.Privacy;

/// <summary>The lower edge of the range that a value lies in. What is below the first edge counts as in the first range, and the last has no end.</summary>
/// <param name="edges">At least one, ascending.</param>
internal sealed class InRanges(ImmutableArray<double> edges) : Coarsening
{
    public override double Of(double value)
    {
        if (double.IsNaN(value)) return value;
        int at = edges.BinarySearch(value);
        return edges[Math.Max(0, at >= 0 ? at : ~at - 1)];
    }
}
