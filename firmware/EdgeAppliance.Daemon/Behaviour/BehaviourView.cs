using EdgeAppliance.Core.Behaviour;
using EdgeAppliance.Daemon.Http.Pages;

namespace EdgeAppliance.Daemon.Behaviour;

/// <summary>What is shown of devices' behaviour.</summary>
internal static class BehaviourView
{
    /// <summary>More rows nobody reads; the counts are of all.</summary>
    private const int DevicesMost = 1000;

    public static BehaviourPage Page(BehaviourWatch watch) => new()
    {
        Watched = watch.State.Watched,
        Learning = watch.State.Learning,
        Anomalous = watch.State.Anomalous,
        Throttled = watch.State.Throttled,
        Quarantined = watch.State.Quarantined,
        Refused = watch.State.Refused,
        Devices = [.. watch.Reports(DevicesMost).Select(Page)],
    };

    private static BehaviourStatus Page(BehaviourReport report) => new()
    {
        Source = report.Source,
        Device = report.Device,
        Watch = report.Watch,
        State = report.Gate switch
        {
            BehaviourGate.Quarantined => BehaviourPageState.Quarantined,
            BehaviourGate.Throttled => BehaviourPageState.Throttled,
            _ when report.Anomalies.Count > 0 => BehaviourPageState.Anomalous,
            _ when report.IsLearning => BehaviourPageState.Learning,
            _ => BehaviourPageState.Normal,
        },
        Anomalies = [.. report.Anomalies.Select(BehaviourConditions.TextOf)],
        Refused = report.Refused,
        QuarantineSeconds = report.Left is { } left ? Math.Ceiling(left.TotalSeconds) : null,
    };
}
