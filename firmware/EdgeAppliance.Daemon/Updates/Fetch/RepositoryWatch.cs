using EdgeAppliance.Core.Health;
using EdgeAppliance.Daemon.Http.Pages;

namespace EdgeAppliance.Daemon.Updates.Fetch;

/// <summary>Looks into the repository now and then, where it is nudged, and where what something newer had to wait for is over.</summary>
internal sealed class RepositoryWatch : IAsyncDisposable
{
    private static readonly TimeSpan s_seeEvery = TimeSpan.FromSeconds(5);

    private readonly RepositoryLook _look;
    private readonly LookTimes _times;
    private readonly FetchProgress _progress;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly Nudges _nudges = new();
    private readonly ITimer _freed;
    private readonly Task _work;
    private bool _isAsked;
    private volatile object? _lastLook;
    private volatile object? _nextLook;

    public RepositoryWatch(RepositoryLook look, LookTimes times, FetchProgress progress, TimeProvider time)
    {
        (_look, _times, _progress, _time) = (look, times, progress, time);
        _freed = time.CreateTimer(_ => LookWhereFree(), null, s_seeEvery, s_seeEvery);
        _work = Task.Run(Work);
    }

    public IReadOnlyList<HealthCondition> Conditions => _look.Conditions;

    public DateTimeOffset? LastLookAt => (DateTimeOffset?)_lastLook;

    public DateTimeOffset? NextLookAt => (DateTimeOffset?)_nextLook;

    /// <summary>Has it look at once. Any thread; returns before it has.</summary>
    public void LookNow()
    {
        Interlocked.Exchange(ref _isAsked, true);
        Nudge();
    }

    /// <summary>Has it look soon. Any thread; returns at once.</summary>
    public void Nudge() => _nudges.Nudge();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _freed.DisposeAsync();
        await _work;
        _stop.Dispose();
        _nudges.Dispose();
    }

    private void LookWhereFree()
    {
        if (_look.TryFree()) LookNow();
    }

    private async Task Work()
    {
        var wait = _times.First;
        try
        {
            while (true)
            {
                await Wait(wait);
                if (_times.Open() is { } open)
                {
                    await LookWithin(open);
                    wait = _times.Next;
                }
                else
                {
                    _progress.State = UpdateState.Waiting;
                    wait = _times.UntilOpen();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The appliance stops.
        }
    }

    /// <summary>Until its time, or a nudge and what chance adds to it.</summary>
    private async Task Wait(TimeSpan time)
    {
        long since = _time.GetTimestamp();
        var next = _time.GetUtcNow() + time;
        bool isNudged = await _nudges.Wait(time, _time, _stop.Token, () => _nextLook = next);
        bool isAsked = Interlocked.Exchange(ref _isAsked, false);
        if (!isNudged || isAsked) return;
        var until = _times.AfterNudge(LastLookAt is null ? null : _time.GetElapsedTime(since));
        next = _time.GetUtcNow() + until;
        var dueNudged = Task.Delay(until, _time, _stop.Token);
        _nextLook = next;
        await dueNudged;
    }

    /// <summary>What is not done when the hours end goes on in the next.</summary>
    private async Task LookWithin(TimeSpan open)
    {
        using var end = new CancellationTokenSource(open, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(end.Token, _stop.Token);
        _progress.State = UpdateState.Looking;
        _nudges.Forget();
        try
        {
            await _look.Run(either.Token);
        }
        catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
        {
            _progress.End(UpdateState.Waiting);
            return;
        }
        finally
        {
            _lastLook = _time.GetUtcNow();
        }
        _progress.End(UpdateState.Idle);
    }
}
