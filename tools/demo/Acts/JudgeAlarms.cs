using EdgeAppliance.Demo.Pump;
using EdgeAppliance.Demo.Stages;
using EdgeAppliance.Demo.View;

namespace EdgeAppliance.Demo.Acts;

/// <summary>Holds the alarms against the labels, row by row.</summary>
internal sealed class JudgeAlarms(PumpRig rig) : Act
{
    /// <summary>The best published causal rules reach 0.758 at 26.6 % and 0.780 at 39.7 %; see the model card.</summary>
    private const double F1Min = 0.76;
    private const double FalseAlarmPercentMax = 25;
    private const int Cells = 30;

    public override string Title => "Alarms against labels";

    public override string Meaning =>
        "The causal rule: a row counts as flagged when the window that ends at it is above the limit in bundle.json. No row looks ahead.";

    public override Task Play(Stage stage, CancellationToken stop)
    {
        var strips = rig.Look(all => all.Select(ledger => new PumpStrip(ledger)).ToList());
        foreach (var strip in strips) stage.Story.Say(strip.Line(Style.Plain, Cells));
        stage.Story.Say(PumpPanel.Legend);
        var pooled = strips.Aggregate(default(Score), (sum, strip) => sum + strip.Score);
        stage.Story.Summary["f1"] = Math.Round(pooled.F1, 4);
        stage.Story.Summary["far"] = Math.Round(pooled.FalseAlarmPercent, 2);
        stage.Story.Summary["judged_rows"] = pooled.Rows;
        stage.Story.Summary["alarms_raised"] = rig.Alarms.Events.Count(e => e.Active);
        stage.Story.Claim(
            $"The live alarm finds the faults: F1 at least {F1Min}, false alarms at most {FalseAlarmPercentMax} %",
            $"F1 {pooled.F1:F3}, false alarms {pooled.FalseAlarmPercent:F1} %, over {pooled.Rows:N0} rows",
            pooled.F1 >= F1Min && pooled.FalseAlarmPercent <= FalseAlarmPercentMax);
        return Task.CompletedTask;
    }
}
