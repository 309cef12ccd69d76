using EdgeAppliance.Demo.View;

namespace EdgeAppliance.Demo.Pump;

/// <summary>A strip an experiment: where it is labelled as anomalous, and where the alarm is up.</summary>
internal sealed class PumpPanel(IReadOnlyList<PumpStrip> strips, long backlog, bool isLinkUp) : IPanel
{
    public static readonly string Legend =
        $"{PumpStrip.Learning} learning  {PumpStrip.Healthy} healthy  {PumpStrip.Hit} anomaly and alarm  {PumpStrip.Miss} missed  {PumpStrip.FalseAlarm} false alarm";

    private Score Score { get; } = strips.Aggregate(default(Score), (sum, strip) => sum + strip.Score);

    public IReadOnlyList<string> Lines(Style style, int width)
    {
        int cells = Math.Max(10, width - 2 - PumpStrip.TextWidth);
        return
        [
            .. strips.Select(strip => "  " + strip.Line(style, cells)),
            style.Dim("  " + Legend),
            $"  {(isLinkUp ? style.Green("●") : style.Yellow("●"))} {Counts()}",
            $"    {Quality()}",
        ];
    }

    public string OneLine() => $"{Counts()}; {Quality()}";

    private string Counts() => $"{strips.Sum(strip => strip.Rows):N0} rows in the cloud, {Score.Rows:N0} scored, {backlog:N0} records in the outbox";

    private string Quality() => $"all together: F1 {Score.F1:F3}, false alarms {Score.FalseAlarmPercent:F1} %";
}
