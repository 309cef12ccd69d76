using EdgeAppliance.Demo.Processes;
using EdgeAppliance.Demo.Pump;
using EdgeAppliance.Demo.Stages;

namespace EdgeAppliance.Demo.Acts;

/// <summary>Brings the cloud and the daemon up; its sources begin to replay at once.</summary>
internal sealed class StartReplay(PumpRig rig) : Act
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);

    public override string Title => "Everything starts";

    public override string Meaning => $"{rig.Experiments.Count} recordings of a pump whose valve was closed by and by, each a source of its own.";

    public override async Task Play(Stage stage, CancellationToken stop)
    {
        await stage.Broker.StartAsync(stage.Time, stop);
        if (!await Wait.Until(() => stage.Recorder.IsConnected, s_patience, stage.Time, stop)) throw new IOException("the cloud's recorder gets no connection");
        stage.Story.Say($"The cloud is {stage.Broker.Name}, a process of its own on port {stage.Broker.Port}.");
        stage.Appliance.Configure(PumpConfiguration.Write(stage.Broker.Port, rig.Experiments, stage.Options.Speed));
        BundleFolders.Copy(Path.Combine(DemoOptions.Root, "models/pump-anomaly"), Path.Combine(stage.Appliance.ModelsFolder, PumpConfiguration.Model));
        var took = await stage.Appliance.Start(stop);
        stage.Story.Summary["start_ready_ms"] = Math.Round(took.TotalMilliseconds);
        stage.Story.Say($"Ready after {took.TotalMilliseconds:F0} ms; it replays {rig.Rows:N0} rows at {stage.Options.Speed:0.#} times real speed.");
    }
}
