using EdgeAppliance.Demo.Appliance;
using EdgeAppliance.Demo.Stages;

namespace EdgeAppliance.Demo.Pump;

/// <summary>Looks at the appliance and the cloud a few times a second and shows the experiments' strips.</summary>
internal sealed class PumpSampler : IAsyncDisposable
{
    private static readonly TimeSpan s_every = TimeSpan.FromMilliseconds(250);
    private readonly Stage _stage;
    private readonly PumpRig _rig;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public PumpSampler(Stage stage, PumpRig rig)
    {
        _stage = stage;
        _rig = rig;
        _running = Run();
    }

    /// <summary>Records in the outbox at most so far.</summary>
    public long BacklogPeak { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task Run()
    {
        using var beat = new PeriodicTimer(s_every, _stage.Time);
        try
        {
            while (await beat.WaitForNextTickAsync(_stop.Token)) await Look();
        }
        catch (OperationCanceledException)
        {
            // Asked to stop.
        }
    }

    private async Task Look()
    {
        if (await _stage.Appliance.Api.TryGet("/api/status", _stop.Token) is not { } status) return;
        var state = ApplianceState.Read(status);
        BacklogPeak = Math.Max(BacklogPeak, state.Backlog);
        var strips = _rig.Look(ledgers => ledgers.Select(ledger => new PumpStrip(ledger)).ToList());
        _stage.Story.Show(new PumpPanel(strips, state.Backlog, state.IsLinkUp));
    }
}
