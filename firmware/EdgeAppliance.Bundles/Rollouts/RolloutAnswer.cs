namespace EdgeAppliance.Bundles.Rollouts;

public enum RolloutAnswer
{
    /// <summary>Now.</summary>
    Go,

    /// <summary>It is this device's turn, but not the time.</summary>
    Later,

    /// <summary>A later stage's.</summary>
    NotYet,
    Paused,
    NotMeant,
    Aborted,
}
