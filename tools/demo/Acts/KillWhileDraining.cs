using EdgeAppliance.Demo.Appliance;
using EdgeAppliance.Demo.Processes;
using EdgeAppliance.Demo.Stages;

namespace EdgeAppliance.Demo.Acts;

/// <summary>Kills the daemon when a part of the backlog is gone and a part is not, and starts it again.</summary>
internal sealed class KillWhileDraining(Sampler sampler) : Act
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    public override string Title => "Killed while it drains";

    public override string Meaning =>
        "The outbox drains at the uplink's rate limit. In the midst of it the daemon gets SIGKILL, which is what a power cut is to a process.";

    public override async Task Play(Stage stage, CancellationToken stop)
    {
        long since = stage.Time.GetTimestamp();
        long waiting = await KillInTheMidst(stage, stop);
        var took = await stage.Appliance.Start(stop);
        stage.Story.Summary["killed_with_backlog"] = waiting;
        stage.Story.Summary["restart_ready_ms"] = Math.Round(took.TotalMilliseconds);
        stage.Story.Say($"Started again, ready after {took.TotalMilliseconds:F0} ms. The devices connect again and send what was not acknowledged.");
        // Live records pass through all the time: a handful is an empty outbox.
        bool drained = await Wait.Until(() => sampler.Counts is { IsApplianceUp: true, IsLinkUp: true, Backlog: < 10 }, s_patience, stage.Time, stop);
        var drain = stage.Time.GetElapsedTime(since);
        stage.Story.Summary["drain_seconds"] = Math.Round(drain.TotalSeconds, 1);
        if (drained) stage.Story.Say($"The outbox is empty, {drain.TotalSeconds:F1} s after the cloud came back.");
        stage.Story.Claim("Killed while draining, it goes on where it was",
            $"{waiting:N0} records waited; {(drained ? $"ready after {took.TotalMilliseconds:F0} ms, then drained" : "not drained in time")}",
            drained && waiting > 0);
    }

    /// <returns>Records that waited when it was killed.</returns>
    private async Task<long> KillInTheMidst(Stage stage, CancellationToken stop)
    {
        long most = sampler.Counts.BacklogPeak;
        long since = stage.Time.GetTimestamp();
        long waiting = most;
        while (waiting > most * 2 / 3 && stage.Time.GetElapsedTime(since) < s_patience)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), stage.Time, stop);
            if (await stage.Appliance.Api.TryGet("/api/status", stop) is { } status) waiting = ApplianceState.Read(status).Backlog;
        }
        stage.Appliance.Kill();
        stage.Story.Say($"SIGKILL, with {waiting:N0} of {most:N0} records still waiting.");
        return waiting;
    }
}
