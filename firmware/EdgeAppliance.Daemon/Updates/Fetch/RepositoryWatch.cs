using EdgeAppliance.Core.Health;
using EdgeAppliance.Daemon.Http.Pages;

namespace EdgeAppliance.Daemon.Updates.Fetch;

/// <summary>Looks into the repository now and then, and where it is nudged.</summary>
internal sealed class RepositoryWatch : IAsyncDisposable
{
    private readonly RepositoryLook _look;
    private readonly LookTimes _times;
    private readonly FetchProgress _progress;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _nudges = new(0, 1);
    private readonly Task _work;
    private bool _isAsked;
    private volatile object? _lastLook;
    private volatile object? _nextLook;

    public RepositoryWatch(RepositoryLook look, LookTimes times, FetchProgress progress, TimeProvider time)
    {
        (_look, _times, _progress, _time) = (look, times, progress, time);
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
    public void Nudge()
    {
        try
        {
            if (_nudges.CurrentCount == 0) _nudges.Release();
        }
        catch (SemaphoreFullException)
        {
            // Another was faster.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work;
        _stop.Dispose();
        _nudges.Dispose();
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
        using var done = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var nudged = _nudges.WaitAsync(done.Token);
        var due = Task.Delay(time, _time, done.Token);
        // Told once it is set: who sees it may let time pass.
        _nextLook = next;
        bool isNudged = await Task.WhenAny(nudged, due) == nudged;
        await done.CancelAsync();
        await Task.WhenAll(nudged, due).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Token.ThrowIfCancellationRequested();
        bool isAsked = Interlocked.Exchange(ref _isAsked, false);
        if (!isNudged || isAsked) return;
        var rest = LookTimes.NudgesApart - _time.GetElapsedTime(since);
        var until = LastLookAt is not null && rest > TimeSpan.Zero ? rest + _times.Nudged : _times.Nudged;
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
        // Whoever has nudged until now is served by this look.
        _nudges.Wait(0, CancellationToken.None);
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
