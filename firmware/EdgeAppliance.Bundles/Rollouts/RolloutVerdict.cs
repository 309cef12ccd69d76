namespace EdgeAppliance.Bundles.Rollouts;

/// <summary>What a rollout means for a device, at a time.</summary>
/// <param name="Reason">In words an operator reads; empty where it may go on.</param>
/// <param name="Until">When it is worth asking again; null where only new metadata can change it.</param>
public sealed record RolloutVerdict(RolloutAnswer Answer, string Reason, DateTimeOffset? Until = null);
