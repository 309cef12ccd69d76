using EdgeAppliance.Demo.Faults;
using EdgeAppliance.Demo.Stages;

namespace EdgeAppliance.Demo.Acts;

/// <summary>Waits until the machine is calm, so that the fault to come is news, and no model is judged by what others do here.</summary>
internal sealed class WatchAtRest(Site site, Script script) : Act
{
    private const double BusyMax = 0.4;
    private const int CalmSecondsInRow = 5;
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);

    public override string Title => "At rest";

    public override string Meaning => "The model looks at the last five seconds of fifteen channels, twice a second: processors, pressure, memory, disk, network.";

    public override async Task Play(Stage stage, CancellationToken stop)
    {
        var load = new ProcessorLoad();
        load.Take();
        long since = stage.Time.GetTimestamp();
        int calm = 0;
        double busy = 1;
        bool told = false;
        for (var rested = TimeSpan.Zero; rested < s_patience && (calm < CalmSecondsInRow || rested < script.Rest); rested = stage.Time.GetElapsedTime(since))
        {
            await Task.Delay(s_second, stage.Time, stop);
            busy = load.Take();
            calm = busy <= BusyMax ? calm + 1 : 0;
            if (told || calm > 0 || rested < script.Rest) continue;
            told = true;
            stage.Story.Say($"Something else keeps this machine's processors {busy:P0} busy; waiting until it is calm.");
        }
        stage.Story.Summary["calm_before_fault"] = calm >= CalmSecondsInRow;
        stage.Story.Say(calm >= CalmSecondsInRow
            ? $"Calm: the processors are {busy:P0} busy, and the model's score is {site.Score.Newest:F2} of 1."
            : $"Not calm after {s_patience.TotalSeconds:F0} s: what follows may be disturbed.");
    }
}
