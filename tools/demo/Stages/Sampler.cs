using EdgeAppliance.Demo.Appliance;
using EdgeAppliance.Demo.View;

namespace EdgeAppliance.Demo.Stages;

/// <summary>Looks at the appliance and the cloud a few times a second and shows how things stand.</summary>
internal sealed class Sampler : IAsyncDisposable
{
    private const int HistoryMax = 600;
    private const int RoundsPerModelLook = 4;
    private static readonly TimeSpan s_every = TimeSpan.FromMilliseconds(250);

    private readonly Stage _stage;
    private readonly Site _site;
    private readonly CancellationTokenSource _stop = new();
    private readonly Queue<long> _history = new();
    private readonly Task _running;
    private (bool Up, bool Linked, long At) _changed;
    private Counts _counts = new();

    public Sampler(Stage stage, Site site)
    {
        _stage = stage;
        _site = site;
        _changed = (false, false, stage.Time.GetTimestamp());
        _running = Run();
    }

    public Counts Counts => Volatile.Read(ref _counts);

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
            for (int round = 0; await beat.WaitForNextTickAsync(_stop.Token); round++)
            {
                if (round % RoundsPerModelLook == 0) await LookAtModel();
                await Look();
                _stage.Story.Show(new MachinePanel(Counts, _site.Devices.Devices.Count));
            }
        }
        catch (OperationCanceledException)
        {
            // Asked to stop.
        }
    }

    private async Task LookAtModel()
    {
        if (await _stage.Appliance.Api.TryGet("/api/models", _stop.Token) is not { } page || ModelState.Find(page, MachineConfiguration.Model) is not { } model) return;
        _counts = _counts with { Model = model.Version, TrialModel = model.TrialVersion };
    }

    private async Task Look()
    {
        var page = await _stage.Appliance.Api.TryGet("/api/status", _stop.Token);
        var state = page is { } status ? ApplianceState.Read(status) : null;
        bool linked = state?.IsLinkUp ?? false;
        if ((state is not null, linked) != (_changed.Up, _changed.Linked)) _changed = (state is not null, linked, _stage.Time.GetTimestamp());
        // While the daemon is down its last figures stand: its disk holds them.
        long backlog = state?.Backlog ?? _counts.Backlog;
        if (_history.Count == HistoryMax) _history.Dequeue();
        _history.Enqueue(backlog);
        Volatile.Write(ref _counts, _counts with
        {
            Acknowledged = _site.Devices.Acknowledged,
            Stored = state?.Stored ?? _counts.Stored,
            Backlog = backlog,
            BacklogPeak = Math.Max(_counts.BacklogPeak, backlog),
            BacklogHistory = [.. _history],
            Delivered = _site.Look(readings => readings.Delivered),
            IsApplianceUp = state is not null,
            IsLinkUp = linked,
            Since = _stage.Time.GetElapsedTime(_changed.At),
            Alarm = _site.Alarms.Last is { } last ? $"{last.Alarm} {(last.Active ? "raised" : "cleared")}" : _counts.Alarm,
        });
    }
}
