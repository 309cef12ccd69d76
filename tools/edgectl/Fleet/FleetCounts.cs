using EdgeAppliance.Bundles.Reports;
using EdgeAppliance.Bundles.Rollouts;

namespace EdgeAppliance.Edgectl.Fleet;

/// <summary>How far a rollout's version has come on the devices that have reported.</summary>
internal sealed record FleetCounts
{
    private const int ReasonsMax = 5;

    /// <summary>Devices that the rollout is for, at any stage.</summary>
    public required int Devices { get; init; }

    /// <summary>Of the stage that it has reached, those of the stages before among them.</summary>
    public required int Meant { get; init; }

    /// <summary>Of the stage's: they run it.</summary>
    public required int Committed { get; init; }

    /// <summary>Of the stage's: they refused it or took it back.</summary>
    public required int Failed { get; init; }

    /// <summary>Of the stage's: they download, verify, test or try it.</summary>
    public required int UnderWay { get; init; }

    /// <summary>Devices that run it though the stage has not come to them: somebody installed it there.</summary>
    public required int Ahead { get; init; }

    /// <summary>Of the stage's: it has not begun there.</summary>
    public int Waiting => Meant - Committed - Failed - UnderWay;

    /// <summary>Why it failed and on how many devices, the most frequent first.</summary>
    public required IReadOnlyList<(string Reason, int Count)> Reasons { get; init; }

    public static FleetCounts Of(PublishedRollout published, IEnumerable<DeviceReport> reports)
    {
        var rollout = published.Rollout;
        int devices = 0, meant = 0, committed = 0, failed = 0, underWay = 0, ahead = 0;
        var reasons = new Dictionary<string, int>();
        foreach (var report in reports)
        {
            int stage = RolloutDecision.StageOf(rollout, new RolloutDevice(report.Device, report.Tags));
            var state = StateOf(report, published);
            if (stage > 0) devices++;
            if (stage == 0 || stage > rollout.Stage)
            {
                if (state is ReportedState.Committed) ahead++;
                continue;
            }
            meant++;
            if (state is ReportedState.Committed) committed++;
            else if (state is ReportedState.Downloading or ReportedState.Verifying or ReportedState.Testing or ReportedState.Canary) underWay++;
            else if (state is ReportedState.RolledBack or ReportedState.Refused)
            {
                failed++;
                string reason = ReasonOf(report, published);
                reasons[reason] = reasons.GetValueOrDefault(reason) + 1;
            }
        }
        return new FleetCounts
        {
            Devices = devices,
            Meant = meant,
            Committed = committed,
            Failed = failed,
            UnderWay = underWay,
            Ahead = ahead,
            Reasons = [.. reasons.OrderByDescending(reason => reason.Value).ThenBy(reason => reason.Key, StringComparer.Ordinal).Take(ReasonsMax).Select(reason => (reason.Key, reason.Value))],
        };
    }

    private static BundleReport? Find(DeviceReport report, PublishedRollout published)
    {
        foreach (var bundle in report.Bundles)
            if (bundle.Bundle == published.Bundle && bundle.Version == published.Version) return bundle;
        return null;
    }

    private static ReportedState? StateOf(DeviceReport report, PublishedRollout published) => Find(report, published)?.State;

    private static string ReasonOf(DeviceReport report, PublishedRollout published) => Find(report, published)?.Reason is { Length: > 0 } reason ? reason : "no reason was told";
}
