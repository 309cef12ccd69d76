using EdgeAppliance.Demo.Processes;
using EdgeAppliance.Demo.Pump;
using EdgeAppliance.Demo.Stages;

namespace EdgeAppliance.Demo.Acts;

/// <summary>Waits until every row of every recording has come through.</summary>
internal sealed class WatchReplay(PumpRig rig, PumpSampler sampler) : Act
{
    /// <summary>A recording lasts 20 minutes; this is far more.</summary>
    private static readonly TimeSpan s_recordingMax = TimeSpan.FromMinutes(40);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    public override string Title => "The recordings run";

    public override string Meaning =>
        "The first 400 rows of each are taken as normal; then a window a row goes through the int8 model. Labels and alarms stand side by side.";

    public override async Task Play(Stage stage, CancellationToken stop)
    {
        long since = stage.Time.GetTimestamp();
        var limit = s_recordingMax / stage.Options.Speed + s_patience;
        bool complete = await Wait.Until(() => rig.Look(all => all.Sum(l => l.Rows) >= rig.Rows && all.Sum(l => l.Scored) >= rig.RowsToScore), limit, stage.Time, stop);
        if (!complete) await stage.KeepStatus(stop);
        var (rows, scored, wrong) = rig.Look(all => (all.Sum(l => l.Rows), all.Sum(l => l.Scored), all.Sum(l => l.Wrong)));
        var took = stage.Time.GetElapsedTime(since);
        stage.Story.Say($"{rows:N0} rows and {scored:N0} scores came within {took.TotalSeconds:F0} s.");
        stage.Story.Summary["speed"] = stage.Options.Speed;
        stage.Story.Summary["replay_seconds"] = Math.Round(took.TotalSeconds, 1);
        stage.Story.Summary["produced"] = rig.Rows;
        stage.Story.Summary["delivered"] = rows;
        stage.Story.Summary["lost"] = rig.Rows - rows;
        stage.Story.Summary["processed_twice"] = wrong;
        stage.Story.Summary["scored"] = scored;
        stage.Story.Summary["outbox_peak"] = sampler.BacklogPeak;
        stage.Story.Claim("Every row reaches the cloud, once",
            $"{rig.Rows:N0} rows in the files, {rows:N0} delivered, {rig.Rows - rows:N0} lost, {wrong:N0} twice or unknown",
            rows == rig.Rows && wrong == 0);
        stage.Story.Claim("Every row behind those learnt from is scored", $"{scored:N0} of {rig.RowsToScore:N0}", scored == rig.RowsToScore);
    }
}
