namespace EdgeAppliance.Bundles.Rollouts;

/// <summary>Whether a rollout goes on.</summary>
public enum RolloutState
{
    Running,

    /// <summary>No device begins until it runs again; what was begun ends as it ends.</summary>
    Paused,

    /// <summary>For good: to every device the version is as if it had not been published.</summary>
    Aborted,
}
