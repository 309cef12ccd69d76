using System.Collections.Immutable;

namespace EdgeAppliance.Core.Steps.Reduction;

/// <param name="Bands">How far each of <paramref name="Channels"/> may be off what was reported last.</param>
/// <param name="AtLeastEveryUs">A channel that has a value is reported so often.</param>
internal sealed record ReportOptions(ImmutableArray<string> Channels, ImmutableArray<double> Bands, long AtLeastEveryUs)
{
    /// <summary>Put behind a channel's name, that of a channel for whether it has a value; null for none.</summary>
    public string? Quality { get; init; }
}
