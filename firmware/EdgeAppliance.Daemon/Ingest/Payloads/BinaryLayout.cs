using System.Collections.Immutable;

namespace EdgeAppliance.Daemon.Ingest.Payloads;

/// <summary>Where the numbers of a binary payload lie.</summary>
internal sealed record BinaryLayout(ImmutableArray<KeyValuePair<string, BinaryField>> Channels)
{
    /// <summary>The reading's time, in the mapping's unit; null where the time of arrival counts.</summary>
    public BinaryField? Time { get; init; }
}
