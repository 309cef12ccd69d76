namespace EdgeAppliance.Bundles.Rollouts;

/// <summary>One step of a rollout; whoever is in it is in those behind it too.</summary>
/// <param name="SharePpm">So many of a million of the rollout's devices, by <see cref="RolloutShare"/>.</param>
public sealed record RolloutStage(int SharePpm)
{
    public const int AllPpm = 1_000_000;

    /// <summary>Devices that belong to it whatever their share, as a bench of test devices.</summary>
    public IReadOnlySet<string> Ids { get; init; } = new HashSet<string>();

    /// <summary>It lasts for so long at least before the next one may begin.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>So many of a million of its devices must have committed before the next one may begin.</summary>
    public int SuccessPpm { get; init; } = AllPpm;

    /// <summary>When it was published; null where it is yet to come.</summary>
    public DateTimeOffset? Since { get; init; }
}
