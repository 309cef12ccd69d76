using EdgeAppliance.Demo.Processes;
using EdgeAppliance.Demo.Stages;

namespace EdgeAppliance.Demo.Acts;

/// <summary>Takes the cloud away for a while.</summary>
internal sealed class CutTheLink(Site site, Sampler sampler, Script script) : Act
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);

    public override string Title => $"The cloud goes away for {script.Outage.TotalSeconds:F0} s";

    public override string Meaning => "Its broker is stopped. The appliance goes on acknowledging readings, and keeps on disk what it cannot send.";

    public override async Task Play(Stage stage, CancellationToken stop)
    {
        long since = stage.Time.GetTimestamp();
        long acknowledgedBefore = site.Devices.Acknowledged;
        stage.Broker.Stop();
        stage.Story.Say($"{stage.Broker.Name} is stopped.");
        await Task.Delay(script.Outage, stage.Time, stop);
        long acknowledged = site.Devices.Acknowledged - acknowledgedBefore;
        long backlog = sampler.Counts.Backlog;
        await stage.Broker.StartAsync(stage.Time, stop);
        var outage = stage.Time.GetElapsedTime(since);
        stage.Story.Summary["outage_seconds"] = Math.Round(outage.TotalSeconds, 1);
        stage.Story.Summary["acknowledged_in_outage"] = acknowledged;
        stage.Story.Say($"The cloud is back after {outage.TotalSeconds:F1} s: {acknowledged:N0} readings were acknowledged meanwhile, {backlog:N0} records wait.");
        stage.Story.Claim("Readings are taken on while the cloud is away",
            $"{acknowledged:N0} acknowledged in {outage.TotalSeconds:F0} s, {backlog:N0} records kept",
            acknowledged > 0 && backlog >= acknowledged / 2);
        bool linked = await Wait.Until(() => sampler.Counts.IsLinkUp, s_patience, stage.Time, stop);
        if (!linked) stage.Story.Say("The appliance has no link yet.");
    }
}
