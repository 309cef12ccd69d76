namespace EdgeAppliance.Bundles.Rollouts;

/// <summary>What a rollout asks of a device.</summary>
/// <param name="Tags">As <c>site</c> = <c>north</c>.</param>
public sealed record RolloutDevice(string Id, IReadOnlyDictionary<string, string> Tags);
