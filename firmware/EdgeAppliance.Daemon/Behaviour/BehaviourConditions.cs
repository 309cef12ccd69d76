using System.Globalization;
using EdgeAppliance.Core.Behaviour;
using EdgeAppliance.Core.Health;

namespace EdgeAppliance.Daemon.Behaviour;

/// <summary>What a person should know of devices that do not behave.</summary>
internal static class BehaviourConditions
{
    public static IReadOnlyList<HealthCondition> Of(BehaviourState state)
    {
        var conditions = new List<HealthCondition>();
        foreach (var report in state.Named) Add(conditions, report);
        if (state.Anomalous > state.Named.Count)
            conditions.Add(new HealthCondition(
                "behaviour.more", HealthSeverity.Warning, "watches", $"{state.Anomalous - state.Named.Count} more devices do not behave as expected, or are held back.",
                "Look at 'edgectl devices'. Where so many differ, the rules or what was learnt may be wrong: 'edgectl devices relearn ID', or change watches."));
        if (state.TooMany > 0)
            conditions.Add(new HealthCondition(
                "behaviour.too-many-devices", HealthSeverity.Warning, "watches", $"No more than {BehaviourWatch.DevicesMaxUsual} devices are watched; others send without being judged.",
                "Let 'from' and 'devices' of the watches cover those that matter."));
        return conditions;
    }

    /// <summary>An anomaly in words.</summary>
    public static string TextOf(BehaviourAnomaly anomaly) => anomaly.Kind switch
    {
        BehaviourKind.Rate => $"It sends {Number(anomaly.Seen)} readings a second; {Bound(anomaly)} {Number(anomaly.Limit)} are expected.",
        BehaviourKind.Size => $"Its readings have {Number(anomaly.Seen)} bytes; {Bound(anomaly)} {Number(anomaly.Limit)} are expected.",
        BehaviourKind.Range => $"Its channel '{anomaly.Channel}' is {Number(anomaly.Seen)}; {Bound(anomaly)} {Number(anomaly.Limit)} is expected.",
        BehaviourKind.Silence => $"It has sent nothing for {Number(anomaly.Seen + anomaly.Age.TotalSeconds)} s; {Number(anomaly.Limit)} s are expected at most.",
        _ => $"Its channel '{anomaly.Channel}' is {Number(anomaly.Seen)} where {Number(anomaly.Limit)} was due: readings were lost, repeated or made up.",
    };

    private static void Add(List<HealthCondition> conditions, BehaviourReport report)
    {
        string subject = $"sources.{report.Source}/{report.Device}";
        string who = $"Device '{report.Device}' of source '{report.Source}'";
        if (report.Gate == BehaviourGate.Quarantined)
            conditions.Add(new HealthCondition(
                "behaviour.quarantined", HealthSeverity.Error, subject,
                $"{who} is quarantined: none of its readings are taken{(report.Left is null ? "" : ", until its time is over")}.{Because(report)}",
                $"See what is wrong with it, then 'edgectl devices release {report.Device}'."));
        foreach (var anomaly in report.Anomalies)
            conditions.Add(new HealthCondition(
                $"behaviour.{anomaly.Kind.ToString().ToLowerInvariant()}", HealthSeverity.Warning, subject,
                $"{who} does not behave as expected.{(report.Gate == BehaviourGate.Throttled ? " It is throttled." : "")} {TextOf(anomaly)}",
                $"See whether it is broken, wrongly set up, or somebody else. Where this is how it should be, 'edgectl devices relearn {report.Device}', or change watches.{report.Watch}."));
    }

    private static string Because(BehaviourReport report) => report.Anomalies.Count == 0 ? "" : " " + TextOf(report.Anomalies[0]);

    private static string Bound(BehaviourAnomaly anomaly) => anomaly.Seen > anomaly.Limit ? "at most" : "at least";

    private static string Number(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
