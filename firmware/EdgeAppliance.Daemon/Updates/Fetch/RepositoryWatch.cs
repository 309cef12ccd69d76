using EdgeAppliance.Bundles;
using EdgeAppliance.Bundles.Tuf;
using EdgeAppliance.Core.Health;
using EdgeAppliance.Daemon.Http.Pages;

namespace EdgeAppliance.Daemon.Updates.Fetch;

/// <summary>Looks into the repository now and then, and where it is nudged.</summary>
internal sealed partial class RepositoryWatch : IAsyncDisposable
{
    private readonly Func<CancellationToken, Task<BundleOffer?>> _visit;
    private readonly LookTimes _times;
    private readonly FetchProgress _progress;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _nudges = new(0, 1);
    private readonly Task _work;
    private volatile HealthCondition? _condition;
    private bool _isAsked;
    private volatile object? _lastLook;
    private volatile object? _nextLook;

    /// <param name="visit">As <see cref="RepositoryVisit.Run"/>.</param>
    public RepositoryWatch(Func<CancellationToken, Task<BundleOffer?>> visit, LookTimes times, FetchProgress progress, TimeProvider time, ILogger logger)
    {
        (_visit, _times, _progress, _time, _logger) = (visit, times, progress, time, logger);
        _work = Task.Run(Work);
    }

    public IReadOnlyList<HealthCondition> Conditions => _condition is { } condition ? [condition] : [];

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
        _nextLook = _time.GetUtcNow() + time;
        using var done = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var nudged = _nudges.WaitAsync(done.Token);
        var due = Task.Delay(time, _time, done.Token);
        bool isNudged = await Task.WhenAny(nudged, due) == nudged;
        await done.CancelAsync();
        await Task.WhenAll(nudged, due).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Token.ThrowIfCancellationRequested();
        bool isAsked = Interlocked.Exchange(ref _isAsked, false);
        if (!isNudged || isAsked) return;
        var rest = LookTimes.NudgesApart - _time.GetElapsedTime(since);
        var until = LastLookAt is not null && rest > TimeSpan.Zero ? rest + _times.Nudged : _times.Nudged;
        _nextLook = _time.GetUtcNow() + until;
        await Task.Delay(until, _time, _stop.Token);
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
            await Look(either.Token);
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

    private async Task Look(CancellationToken stop)
    {
        try
        {
            if (await _visit(stop) is { } begun) Log.Begun(_logger, begun.Model, begun.Version);
            _condition = null;
        }
        catch (TufException e)
        {
            Tell("updates.not-trusted", HealthSeverity.Error, $"{e.Failure}: {e.Message}", "Look at the repository with 'edgectl repo verify'; nothing of it was taken.");
        }
        catch (BundleException e)
        {
            Tell("updates.not-taken", HealthSeverity.Warning, e.Message, "What ran before goes on; publish another version, or make room.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Tell("updates.unreachable", HealthSeverity.Warning, e.Message, "See that the repository can be reached from here, and that the disk has room; it is tried again by itself.");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A defect here must not stop the readings.
            Log.Failed(_logger, e);
            Tell("updates.failed", HealthSeverity.Error, e.Message, "'edgectl logs' has the details.");
        }
    }

    private void Tell(string code, HealthSeverity severity, string text, string remedy)
    {
        if (_condition?.Text != text) Log.Refused(_logger, code, text);
        _condition = new HealthCondition(code, severity, "updates", text, remedy);
    }

    private static partial class Log
    {
        [LoggerMessage(5031, LogLevel.Information, "{Model} {Version} was fetched from the repository and is being installed")]
        public static partial void Begun(ILogger logger, string model, string version);

        [LoggerMessage(5032, LogLevel.Warning, "Nothing was taken from the repository ({Code}): {Why}")]
        public static partial void Refused(ILogger logger, string code, string why);

        [LoggerMessage(5033, LogLevel.Error, "Looking into the repository failed in a way that it should not")]
        public static partial void Failed(ILogger logger, Exception error);
    }
}
