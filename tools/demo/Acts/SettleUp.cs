using EdgeAppliance.Demo.Processes;
using EdgeAppliance.Demo.Stages;

namespace EdgeAppliance.Demo.Acts;

/// <summary>Lets the devices finish and the outbox run empty, and compares what was acknowledged with what the cloud has.</summary>
internal sealed class SettleUp(Site site, Sampler sampler) : Act
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public override string Title => "The books are closed";

    public override string Meaning =>
        "The devices stop. What the appliance acknowledged and what the cloud has must be the same readings, each once and in order.";

    public override async Task Play(Stage stage, CancellationToken stop)
    {
        await site.Devices.Finish(s_patience, stage.Time);
        bool complete = await Wait.Until(() => site.Missing == 0, s_patience, stage.Time, stop);
        if (!complete) await stage.KeepStatus(stop);
        Compare(stage.Story, site.Devices.Acknowledged, site.Missing);
        Books.CompareRecords(stage);
        stage.Story.Summary["outbox_peak"] = sampler.Counts.BacklogPeak;
        await Books.StopAppliance(stage);
    }

    private void Compare(Story story, long produced, long lost)
    {
        var (delivered, doubled, outOfOrder) = site.Look(readings => (readings.Delivered, readings.Doubled, readings.OutOfOrder));
        story.Summary["produced"] = produced;
        story.Summary["delivered"] = delivered;
        story.Summary["lost"] = lost;
        story.Summary["processed_twice"] = doubled;
        story.Summary["resent_by_devices"] = site.Devices.Resent;
        story.Claim("Nothing acknowledged is lost",
            $"{produced:N0} readings acknowledged, {delivered:N0} delivered, {lost:N0} lost",
            lost == 0 && delivered == produced && produced > 0);
        story.Claim("A reading that is sent again counts once", $"{site.Devices.Resent:N0} sent again by devices, {doubled:N0} processed twice", doubled == 0);
        story.Claim("Every device's readings arrive in order", $"{outOfOrder:N0} out of order", outOfOrder == 0);
    }
}
