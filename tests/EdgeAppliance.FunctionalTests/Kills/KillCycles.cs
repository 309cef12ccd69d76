using EdgeAppliance.FunctionalTests.Cloud;
using EdgeAppliance.FunctionalTests.Daemons;

namespace EdgeAppliance.FunctionalTests.Kills;

/// <summary>Starts the daemon and kills it at a moment drawn by seed, again and again, on one state directory. The line to the cloud
/// is cut for some cycles, so that there is a backlog to be killed over; some cycles end with a clean stop, which snapshots.</summary>
internal sealed class KillCycles(DaemonUnderTest daemon, Cable cable, Random chance)
{
    private static readonly TimeSpan s_startMost = TimeSpan.FromMilliseconds(600);
    private static readonly TimeSpan s_shortMost = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_usualMost = TimeSpan.FromMilliseconds(1200);

    /// <summary>Longer than the time between snapshots.</summary>
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(11);

    /// <summary>What one kill, and the line's cut with it, can have delivered again: twice the window, and as much that the
    /// cloud has acknowledged and the store has not noted yet.</summary>
    private const int DeliveredAgainMost = 4 * 64;

    public int Kills { get; private set; }

    public long DeliveredAgainMax => (long)DeliveredAgainMost * (Kills + CleanStops);

    /// <summary>Kills before the daemon was ready.</summary>
    public int WhileStarting { get; private set; }

    /// <summary>Kills with a link and records waiting for it.</summary>
    public int WhileDraining { get; private set; }

    public int CleanStops { get; private set; }

    public async Task Run(int kills)
    {
        while (Kills < kills)
        {
            if (chance.NextDouble() < 0.35) cable.Cut();
            else cable.Mend();
            daemon.Start();
            // At least each fourth while it starts, so that a few cycles hold one too.
            if (Kills % 4 == 2 || chance.NextDouble() < 0.1) await StartUp();
            else await Work(longOnes: kills > 50);
            Kills++;
            daemon.Kill();
        }
        cable.Mend();
    }

    public override string ToString() =>
        $"{Kills} kills, {WhileStarting} of them while starting and {WhileDraining} while draining, {CleanStops} clean stops between";

    /// <param name="longOnes">Whether it may go on until the pipelines snapshot by themselves.</param>
    private async Task Work(bool longOnes)
    {
        await daemon.BecomeReady();
        if (chance.NextDouble() < 0.1)
        {
            await Wait(s_usualMost);
            Assert.Equal(0, await daemon.Stop());
            CleanStops++;
            await daemon.StartReady();
        }
        if (longOnes && chance.NextDouble() < 0.04) await Task.Delay(s_long, TimeProvider.System, CancellationToken.None);
        await Wait(chance.Next(2) == 0 ? s_shortMost : s_usualMost);
        if (await daemon.Says(status => status.Uplinks.Any(uplink => uplink is { Connected: true, Backlog: > 0 }))) WhileDraining++;
    }

    private async Task StartUp()
    {
        // Mostly soon: a native daemon is up in less than a tenth of what a managed one takes.
        await Wait(s_startMost * Math.Pow(chance.NextDouble(), 3));
        if (!await daemon.Pages.IsReady()) WhileStarting++;
    }

    private Task Wait(TimeSpan most) => Task.Delay(most * chance.NextDouble(), TimeProvider.System, CancellationToken.None);
}
