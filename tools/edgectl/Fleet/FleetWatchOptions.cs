namespace EdgeAppliance.Edgectl.Fleet;

/// <param name="Rollout">Its id; null where all rollouts are shown and nothing is done.</param>
/// <param name="Acts">Whether it promotes and aborts by the rule.</param>
/// <param name="IsOnce">Shows how it is and ends.</param>
internal sealed record FleetWatchOptions(string Repository, string? Rollout, FleetRule Rule, bool Acts, bool IsOnce, bool IsJson)
{
    /// <summary>Devices that have just been heard of for the first time may not be the last: nothing is decided until so long after.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(1);
}
