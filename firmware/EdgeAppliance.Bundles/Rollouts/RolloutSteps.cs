using System.Globalization;

namespace EdgeAppliance.Bundles.Rollouts;

/// <summary>What an operator may do with a rollout: each step from one to the next, to be published.</summary>
public static class RolloutSteps
{
    /// <summary>The next stage begins.</summary>
    /// <param name="early">Though the stage before it has not lasted as long as it shall.</param>
    /// <exception cref="BundleException">There is none, or it may not begin yet.</exception>
    public static Rollout Promote(this Rollout rollout, DateTimeOffset now, bool early)
    {
        if (rollout.State != RolloutState.Running) throw new BundleException($"rollout {rollout.Id} is {rollout.State.ToString().ToLowerInvariant()}");
        if (rollout.IsLastStage) throw new BundleException($"rollout {rollout.Id} is at its last stage");
        if (!early && rollout.WaitsUntil(now) is { } until)
            throw new BundleException(string.Create(CultureInfo.InvariantCulture, $"stage {rollout.Stage} of rollout {rollout.Id} lasts until {until:u}"));
        return (rollout with { Stage = rollout.Stage + 1 }).Begun(now);
    }

    /// <returns>Until when the stage lasts at least; null where its time is over.</returns>
    public static DateTimeOffset? WaitsUntil(this Rollout rollout, DateTimeOffset now) =>
        rollout.Current is { Since: { } since, Wait: var wait } && since + wait is var until && until > now ? until : null;

    /// <summary>Notes when the stage that it is at has begun.</summary>
    public static Rollout Begun(this Rollout rollout, DateTimeOffset now) => rollout with
    {
        Stages = [.. rollout.Stages.Select((stage, i) => i < rollout.Stage && stage.Since is null ? stage with { Since = now } : stage)],
    };

    public static Rollout Pause(this Rollout rollout) => rollout.State == RolloutState.Aborted ? throw Over(rollout) : rollout with { State = RolloutState.Paused };

    public static Rollout Resume(this Rollout rollout) => rollout.State == RolloutState.Aborted ? throw Over(rollout) : rollout with { State = RolloutState.Running };

    /// <summary>For good.</summary>
    public static Rollout Abort(this Rollout rollout) => rollout with { State = RolloutState.Aborted };

    private static BundleException Over(Rollout rollout) => new($"rollout {rollout.Id} was aborted; publish another version");
}
