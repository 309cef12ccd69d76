using EdgeAppliance.Demo.Acts;

namespace EdgeAppliance.Demo.Stages;

/// <summary>This machine's own sensors, a real fault, an outage, a kill, three updates.</summary>
internal static class MachineScenario
{
    public static async Task Play(Stage stage, CancellationToken stop)
    {
        var script = stage.Options.Smoke ? Script.Smoke : Script.Full;
        await using var site = new Site(stage);
        await using var sampler = new Sampler(stage, site);
        Act[] acts =
        [
            new StartUp(site, script),
            .. stage.Options.Smoke ? Array.Empty<Act>() : [new WatchAtRest(site, script)],
            new InstallBetter(script),
            .. stage.Options.Smoke ? Array.Empty<Act>() : [new CauseFault(site)],
            new CutTheLink(site, sampler, script),
            new KillWhileDraining(sampler),
            new InstallBroken(site, script),
            new SettleUp(site, sampler),
        ];
        await stage.Play(acts, stop);
    }
}
