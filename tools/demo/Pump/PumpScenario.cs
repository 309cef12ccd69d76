using EdgeAppliance.Demo.Acts;
using EdgeAppliance.Demo.Stages;

namespace EdgeAppliance.Demo.Pump;

/// <summary>SKAB's valve1 recordings, replayed through pump-anomaly.</summary>
internal static class PumpScenario
{
    public static async Task Play(Stage stage, IReadOnlyList<Experiment> experiments, CancellationToken stop)
    {
        var rig = new PumpRig(stage, experiments);
        await using var sampler = new PumpSampler(stage, rig);
        await stage.Play([new StartReplay(rig), new WatchReplay(rig, sampler), new JudgeAlarms(rig), new EndReplay()], stop);
    }
}
