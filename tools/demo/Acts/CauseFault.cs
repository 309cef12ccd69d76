using EdgeAppliance.Demo.Faults;
using EdgeAppliance.Demo.Processes;
using EdgeAppliance.Demo.Stages;

namespace EdgeAppliance.Demo.Acts;

/// <summary>Makes the machine really sick, and takes the time until the cloud knows.</summary>
internal sealed class CauseFault(Site site) : Act
{
    private static readonly TimeSpan s_latencyMax = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public override string Title => "A real fault";

    public override string Meaning =>
        "A busy loop runs on every processor. The alarm has to reach the cloud within ten seconds, and clear when the fault is over.";

    public override async Task Play(Stage stage, CancellationToken stop)
    {
        bool wasUp = site.Alarms.IsUp(MachineConfiguration.ProcessorAlarm);
        var began = stage.Time.GetUtcNow();
        using (var hog = new ProcessorHog())
        {
            stage.Story.Say($"{hog.Processes} processes hog {hog.Processes} processors.");
            await Wait.Until(() => site.Alarms.Raised(MachineConfiguration.ProcessorAlarm, began) is not null, s_patience, stage.Time, stop);
        }
        var ended = stage.Time.GetUtcNow();
        Judge(stage, began, wasUp);
        if (!await Wait.Until(() => !site.Alarms.IsUp(MachineConfiguration.ProcessorAlarm), s_patience, stage.Time, stop))
            stage.Story.Say("The alarm is still up: the machine is busy with something else.");
        else stage.Story.Say($"The fault is over; the alarm cleared {(stage.Time.GetUtcNow() - ended).TotalSeconds:F1} s later.");
    }

    private void Judge(Stage stage, DateTimeOffset began, bool wasUp)
    {
        const string Claim = "A processor hog is noticed within 10 s";
        if (site.Alarms.Raised(MachineConfiguration.ProcessorAlarm, began) is not { } raised)
        {
            stage.Story.Claim(Claim, wasUp ? "the alarm was up before: this machine is busy" : $"not noticed in {s_patience.TotalSeconds:F0} s", false);
            return;
        }
        var latency = raised.ReceivedAt - began;
        double path = (raised.ReceivedAt - raised.DecidedAt).TotalMilliseconds;
        stage.Story.Summary["alarm_latency_ms"] = Math.Round(latency.TotalMilliseconds);
        stage.Story.Summary["alarm_path_ms"] = Math.Round(path, 1);
        stage.Story.Say($"It came {latency.TotalSeconds:F1} s after the fault began, and {path:F0} ms after the reading that decided it.");
        stage.Story.Claim(Claim, $"{latency.TotalSeconds:F1} s from its start to the alarm in the cloud", latency <= s_latencyMax);
    }
}
