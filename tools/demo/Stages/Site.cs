using EdgeAppliance.Demo.Cloud;
using EdgeAppliance.Demo.Devices;

namespace EdgeAppliance.Demo.Stages;

/// <summary>The site of the machine scenario: devices that publish, this machine's own sensors, and what the cloud knows of both.</summary>
internal sealed class Site : IAsyncDisposable
{
    /// <summary>Few enough not to look like a fault themselves, many enough to fill the outbox within seconds.</summary>
    private const int DeviceCount = 8;

    public Site(Stage stage)
    {
        Devices = new DeviceFleet(DeviceCount, () => stage.Appliance.MqttPort, stage.Time);
        stage.Recorder.Received += (record, receivedAt) =>
        {
            Readings.Add(record);
            Score.Add(record);
            if (Alarms.Add(record, receivedAt) is not { } change) return;
            stage.Story.Say($"In the cloud: alarm '{change.Alarm}' {(change.Active ? "raised" : "cleared")}.");
        };
        Recorder = stage.Recorder;
    }

    public DeviceFleet Devices { get; }

    public AlarmLog Alarms { get; } = new();

    /// <summary>The model's opinion of this machine.</summary>
    public ScoreWatch Score { get; } = new(MachineConfiguration.MachinePipeline, "score");

    private ReadingLedger Readings { get; } = new(MachineConfiguration.DevicesPipeline);

    private CloudRecorder Recorder { get; }

    /// <summary>Reads the devices' ledger while no record comes in.</summary>
    public T Look<T>(Func<ReadingLedger, T> look) => Recorder.Look(_ => look(Readings));

    /// <summary>Acknowledged readings that have not come.</summary>
    public long Missing => Look(readings => Devices.Devices.Sum(device => readings.Missing(device.Name, device.Acknowledged)));

    public ValueTask DisposeAsync() => Devices.DisposeAsync();
}
