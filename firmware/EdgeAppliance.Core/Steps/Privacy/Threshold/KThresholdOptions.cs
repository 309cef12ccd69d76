using System.Collections.Immutable;
using EdgeAppliance.Core.Steps.Aggregation;

namespace EdgeAppliance.Core.Steps.Privacy.Threshold;

/// <param name="K">Fewer devices than this and a channel's results are missing.</param>
/// <param name="Readings">The same of readings.</param>
internal sealed record KThresholdOptions(ImmutableArray<string> Channels, ImmutableArray<AggregateFunction> Functions, int K, int Readings)
{
    public const int DevicesMax = 1024;
    public const int GroupsMax = 1024;
    public const int ChannelsMax = 32;

    public required long SizeUs { get; init; }

    /// <summary>How long a window waits for readings that come late; no longer than it lasts itself.</summary>
    public required long LatenessUs { get; init; }

    /// <summary>The channel whose value says which group of its window a reading belongs to; null for one group.</summary>
    public string? By { get; init; }
}
