using System.Globalization;
using EdgeAppliance.Bundles.Rollouts;
using EdgeAppliance.Edgectl.Rollouts;

namespace EdgeAppliance.Edgectl.Fleet;

/// <summary>What is to be done with a rollout, from what its devices report: 1 it is aborted once more have failed than may, even before the stage's
/// time is over; 2 it is promoted once as many have committed as must and the stage's time is over.</summary>
/// <param name="PromoteAtPpm">Instead of the stage's own success share.</param>
/// <param name="AbortAtPpm">It is aborted where more than so many of the stage's devices have failed; else where the success share cannot be reached any more.</param>
internal sealed record FleetRule(int? PromoteAtPpm = null, int? AbortAtPpm = null)
{
    public (FleetMove Move, string Reason) Decide(Rollout rollout, FleetCounts counts, DateTimeOffset now)
    {
        if (rollout.State != RolloutState.Running) return (FleetMove.Halted, $"it is {rollout.State.ToString().ToLowerInvariant()}");
        if (counts.Meant == 0) return (FleetMove.Wait, "no device of this stage has reported");
        int successPpm = PromoteAtPpm ?? rollout.Current.SuccessPpm;
        int failedPpm = AbortAtPpm ?? RolloutStage.AllPpm - successPpm;
        if (Share(counts.Failed, counts.Meant) > failedPpm) // 1
            return (FleetMove.Abort, Text($"{counts.Failed} of {counts.Meant} devices of stage {rollout.Stage} failed, {ShareText.Of(Share(counts.Failed, counts.Meant))}; {ShareText.Of(failedPpm)} may"));
        if (counts.Committed + counts.Failed == counts.Meant && rollout.IsLastStage) return (FleetMove.Done, "the last stage has come to every device");
        if (Share(counts.Committed, counts.Meant) < successPpm)
            return (FleetMove.Wait, Text($"{counts.Committed} of {counts.Meant} devices have committed, {ShareText.Of(Share(counts.Committed, counts.Meant))}; {ShareText.Of(successPpm)} must"));
        if (rollout.IsLastStage) return (FleetMove.Wait, "the last stage is on its way");
        if (rollout.WaitsUntil(now) is { } until) return (FleetMove.Wait, Text($"stage {rollout.Stage} lasts until {until:u}"));
        return (FleetMove.Promote, Text($"{counts.Committed} of {counts.Meant} devices of stage {rollout.Stage} have committed")); // 2
    }

    private static double Share(int part, int whole) => (double)part / whole * RolloutStage.AllPpm;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
