using System.Collections.Immutable;

namespace EdgeAppliance.Core.Steps.Reduction;

/// <param name="Errors">How far the line between two kept points of each of <paramref name="Channels"/> may be off a reading.</param>
/// <param name="MaxGapUs">Two kept points lie so far apart at most; readings further apart are not bridged.</param>
internal sealed record SwingDoorOptions(ImmutableArray<string> Channels, ImmutableArray<double> Errors, long MaxGapUs)
{
    /// <summary>Name of a channel added for how many late values no line covers; null for none.</summary>
    public string? Late { get; init; }
}
