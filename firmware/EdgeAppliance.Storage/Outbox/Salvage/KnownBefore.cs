using EdgeAppliance.Core.Pipeline;

namespace EdgeAppliance.Storage.Outbox.Salvage;

/// <summary>What was known in memory when the damage was found: newer than what can be read, where the store was open before.</summary>
internal sealed record KnownBefore(long NextPosition, IReadOnlyDictionary<string, PipelineProgress> Progress)
{
    public static KnownBefore Nothing { get; } = new(0, new Dictionary<string, PipelineProgress>());
}
