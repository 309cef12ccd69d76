using System.Globalization;
using EdgeAppliance.Demo.Stages;

namespace EdgeAppliance.Demo.View;

/// <summary>The machine scenario's present: where the readings are, and the state of link, model and alarm.</summary>
internal sealed class MachinePanel(Counts counts, int devices) : IPanel
{
    private const int SparklineWidthMax = 60;
    private const int LabelWidth = 15;

    /// <summary>Records: below it the bars would only show the beat of the devices.</summary>
    private const long FullScaleLeast = 200;

    public IReadOnlyList<string> Lines(Style style, int width)
    {
        int spark = Math.Clamp(width - LabelWidth - 2, 10, SparklineWidthMax);
        return
        [
            Row("acknowledged", counts.Acknowledged, $"readings, to {devices} devices"),
            Row("stored", counts.Stored, "readings, this machine's own among them"),
            Row("in the outbox", counts.Backlog, $"records{(counts.BacklogPeak > 0 ? $", {Number(counts.BacklogPeak)} at most" : "")}"),
            Row("delivered", counts.Delivered, "readings of the devices"),
            Label("outbox") + Sparkline.Draw(counts.BacklogHistory, Math.Max(counts.BacklogPeak, FullScaleLeast), spark),
            Label("cloud") + Link(style),
            Label("model") + Model(style),
            Label("last alarm") + (counts.Alarm.EndsWith("raised", StringComparison.Ordinal) ? style.Red(counts.Alarm) : counts.Alarm),
        ];
    }

    public string OneLine() =>
        $"acknowledged {Number(counts.Acknowledged)}, in the outbox {Number(counts.Backlog)}, delivered {Number(counts.Delivered)}, "
        + $"link {(counts.IsLinkUp ? "up" : "down")}, model {counts.Model}";

    private string Link(Style style)
    {
        string since = string.Create(CultureInfo.InvariantCulture, $"for {counts.Since.TotalSeconds:F0} s");
        if (!counts.IsApplianceUp) return style.Red("●") + $" the appliance is down, {since}";
        return counts.IsLinkUp ? style.Green("●") + $" link up, {since}" : style.Yellow("●") + $" link down, {since}";
    }

    private string Model(Style style) =>
        $"{MachineConfiguration.Model} {counts.Model}" + (counts.TrialModel is { } trial ? style.Yellow($", {trial} on trial beside it") : "");

    private static string Row(string label, long value, string what) => Label(label) + $"{Number(value),9}  {what}";

    private static string Label(string label) => "  " + label.PadRight(LabelWidth);

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
