using EdgeAppliance.Core.Health;

namespace EdgeAppliance.Daemon.Running;

/// <summary>The one line that <c>systemctl status</c> shows.</summary>
internal static class StatusText
{
    public static string Of(Appliance appliance)
    {
        var conditions = appliance.Board.Snapshot();
        string trouble = conditions.FirstOrDefault(condition => condition.Severity == HealthSeverity.Error) is { } worst ? $"; {worst.Subject}: {worst.Text}" : "";
        int linked = appliance.Uplinks.All.Count(uplink => uplink.State.Connected);
        long waiting = appliance.Store.Status.Lanes.Sum(lane => lane.Count);
        return $"{Count(appliance.Sources.All.Count, "source")}, {Count(appliance.Pipelines.All.Count, "pipeline")}, "
            + $"{linked} of {Count(appliance.Uplinks.All.Count, "uplink")} linked, {Count(waiting, "record")} waiting{trouble}";
    }

    private static string Count(long number, string thing) => $"{number} {thing}{(number == 1 ? "" : "s")}";
}
