using EdgeAppliance.Demo.View;

namespace EdgeAppliance.Demo.Pump;

/// <summary>A strip an experiment: where it is labelled as anomalous, and where the alarm is up.</summary>
internal sealed class PumpPanel(IReadOnlyList<PumpStrip> strips, long backlog, bool isLinkUp) : IPanel
{
    private static readonly string Legend =
        $"  {PumpStrip.Learning} learning  {PumpStrip.Healthy} healthy  {PumpStrip.Hit} anomaly and alarm  {PumpStrip.Miss} missed  {PumpStrip.FalseAlarm} false alarm";

    private const int NameWidth = 11;
    private const int FiguresWidth = 21;

    public IReadOnlyList<string> Lines(Style style, int width)
    {
        int cells = Math.Max(10, width - NameWidth - FiguresWidth);
        return
        [
            .. strips.Select(strip => Line(strip, style, cells)),
            style.Dim(Legend),
            $"  {(isLinkUp ? style.Green("●") : style.Yellow("●"))} {OneLine()}",
        ];
    }

    public string OneLine()
    {
        var score = strips.Aggregate(default(Score), (sum, strip) => sum + strip.Score);
        return $"{strips.Sum(strip => strip.Rows):N0} rows in the cloud, {score.Rows:N0} scored, {backlog:N0} records in the outbox; "
            + $"F1 {score.F1:F3}, false alarms {score.FalseAlarmPercent:F1} %";
    }

    private static string Line(PumpStrip strip, Style style, int cells)
    {
        string figures = strip.Score.Rows == 0 ? "" : $"  F1 {strip.Score.F1:F2}  FAR {strip.Score.FalseAlarmPercent,4:F1} %";
        return "  " + strip.Name.PadRight(NameWidth - 2) + strip.Draw(style, cells) + figures;
    }
}
