using EdgeAppliance.Demo.Devices;
using EdgeAppliance.Demo.Processes;
using EdgeAppliance.Demo.Stages;

namespace EdgeAppliance.Demo.Acts;

/// <summary>Brings everything up: the cloud, the daemon with host-anomaly 1.0.0, the devices.</summary>
internal sealed class StartUp(Site site, Script script) : Act
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);

    public override string Title => "Everything starts";

    public override string Meaning => "A broker is the cloud; the appliance stands on a fresh state directory and watches this machine's own sensors.";

    public override async Task Play(Stage stage, CancellationToken stop)
    {
        await stage.Broker.StartAsync(stage.Time, stop);
        if (!await Wait.Until(() => stage.Recorder.IsConnected, s_patience, stage.Time, stop)) throw new IOException("the cloud's recorder gets no connection");
        stage.Story.Say($"The cloud is {stage.Broker.Name}, a process of its own on port {stage.Broker.Port}.");
        stage.Appliance.Configure(MachineConfiguration.Write(stage.Broker.Port, script));
        string first = Path.Combine(DemoOptions.Root, "tools/demo/models/host-anomaly-1.0.0");
        BundleFolders.Copy(first, Path.Combine(stage.Appliance.ModelsFolder, MachineConfiguration.Model));
        var took = await stage.Appliance.Start(stop);
        stage.Story.Summary["start_ready_ms"] = Math.Round(took.TotalMilliseconds);
        stage.Story.Say($"The appliance was ready after {took.TotalMilliseconds:F0} ms.");
        site.Devices.Start();
        bool arrives = await Wait.Until(() => site.Look(readings => readings.Delivered) > 0, s_patience, stage.Time, stop);
        stage.Story.Say(arrives
            ? $"{site.Devices.Devices.Count} devices publish at QoS 1, {DeviceFleet.Burst} readings a second each; the first have reached the cloud."
            : "No device's reading has reached the cloud yet.");
    }
}
