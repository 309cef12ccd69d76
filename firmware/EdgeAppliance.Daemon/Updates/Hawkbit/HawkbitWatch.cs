using EdgeAppliance.Bundles.Tuf;
using EdgeAppliance.Core.Health;

namespace EdgeAppliance.Daemon.Updates.Hawkbit;

/// <summary>Talks with the server when it is time, and meanwhile carries out what it wants. One loop does both, so that a cancellation is heard while
/// something is fetched, and the server hears at once how an action ended. It sleeps until it is time, or until whatever it waits for wakes it.</summary>
internal sealed partial class HawkbitWatch : IAsyncDisposable
{
    private readonly HawkbitDialogue _dialogue;
    private readonly HawkbitRun _run;
    private readonly HawkbitJournal _journal;
    private readonly HawkbitTimes _times;
    private readonly HawkbitSurroundings _around;
    private readonly CancellationTokenSource _stop = new();
    private readonly Nudges _wakes = new();
    private readonly Task _work;
    private volatile HealthCondition? _condition;
    private volatile object? _lastPoll;
    private volatile object? _nextPoll;
    private bool _isAsked;
    private bool _isNudged;
    private long _polled;
    private long _since;
    private TimeSpan _wait;

    public HawkbitWatch(HawkbitDialogue dialogue, HawkbitRun run, HawkbitJournal journal, HawkbitTimes times, HawkbitSurroundings around)
    {
        (_dialogue, _run, _journal, _times, _around) = (dialogue, run, journal, times, around);
        run.Way.Ended = Wake;
        Sleep(times.First);
        _work = Task.Run(Work);
    }

    /// <summary>Null until it was asked the first time.</summary>
    public DateTimeOffset? LastPollAt => (DateTimeOffset?)_lastPoll;

    public DateTimeOffset? NextPollAt => (DateTimeOffset?)_nextPoll;

    /// <summary>Whether the last poll was answered.</summary>
    public bool IsConnected => LastPollAt is not null && _condition is null;

    /// <summary>Why the action does not go on at the moment; null where it does, or there is none.</summary>
    public string? Waits => _dialogue.WaitsForConfirmation ? "A person must agree to the deployment at the server." : _run.Pause.Why;

    public IReadOnlyList<HealthCondition> Conditions
    {
        get
        {
            var conditions = new List<HealthCondition>();
            if (_condition is { } condition) conditions.Add(condition);
            if (_run.Pause is { IsFailing: true, Why: { } why }) conditions.Add(Failing(why));
            return conditions;
        }
    }

    /// <summary>Has it ask at once. Any thread; returns before it has.</summary>
    public void PollNow()
    {
        Interlocked.Exchange(ref _isAsked, true);
        Wake();
    }

    /// <summary>Has it ask soon: as many devices are nudged at once. Any thread; returns at once.</summary>
    public void Nudge()
    {
        Interlocked.Exchange(ref _isNudged, true);
        Wake();
    }

    /// <summary>Has it see how the action stands, as something has changed. Any thread; returns at once.</summary>
    public void Wake() => _wakes.Nudge();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work;
        await _run.Way.Stop();
        _stop.Dispose();
        _wakes.Dispose();
    }

    private HealthCondition Failing(string why) => _run.Pause.IsNotTrusted
        ? new HealthCondition("updates.not-trusted", HealthSeverity.Error, "updates.hawkbit", why, "Look at the repository with 'edgectl repo verify'; nothing of hawkBit's deployment was taken.")
        : new HealthCondition("updates.not-taken", HealthSeverity.Warning, "updates.hawkbit", why, "What ran before goes on, and it is tried again by itself; see that files can be fetched from here, and that the disk has room.");

    private TimeSpan Left => _wait - _around.Time.GetElapsedTime(_since);

    private async Task Work()
    {
        try
        {
            while (true)
            {
                await Wait();
                bool isAsked = Interlocked.Exchange(ref _isAsked, false);
                if (isAsked || Left <= TimeSpan.Zero) await Poll();
                await Step();
            }
        }
        catch (OperationCanceledException)
        {
            // The appliance stops.
        }
    }

    /// <summary>Until the next poll, the action can go on, or something wakes it.</summary>
    private async Task Wait()
    {
        var most = _run.Rest is { } rest && rest < Left ? rest : Left;
        if (most > TimeSpan.Zero) await _wakes.Wait(most, _around.Time, _stop.Token);
        if (!Interlocked.Exchange(ref _isNudged, false)) return;
        var soon = _around.Looks.AfterNudge(_lastPoll is null ? null : _around.Time.GetElapsedTime(_polled));
        if (soon < Left) Sleep(soon);
    }

    private async Task Poll()
    {
        _around.Counts.Polled();
        // Whoever has nudged until now is served.
        Interlocked.Exchange(ref _isNudged, false);
        bool isDone = await Guarded(async () => Sleep(_times.After(await _dialogue.Poll(_stop.Token))));
        (_polled, _lastPoll) = (_around.Time.GetTimestamp(), _around.Time.GetUtcNow());
        if (!isDone) _around.Counts.PollFailed();
    }

    private async Task Step()
    {
        await Guarded(async () =>
        {
            HawkbitState before;
            do
            {
                before = _journal.State;
                await _run.Step();
            }
            while (before != _journal.State);
            // Where the last poll failed, the next one tells.
            if (_condition is null && _journal.State.Unsent.Count > 0) await _dialogue.Flush(_stop.Token);
        }, isPoll: false);
    }

    /// <returns>False where it failed.</returns>
    private async Task<bool> Guarded(Func<Task> talk, bool isPoll = true)
    {
        try
        {
            await talk();
            if (isPoll) _condition = null;
            return true;
        }
        catch (HawkbitException e)
        {
            bool isDenied = e.Failure == HawkbitFailure.Denied;
            Tell(isDenied ? "updates.hawkbit-denied" : "updates.unreachable", e.Message, isDenied ? "See that updates.hawkbit has the tenant, the controller and the token that hawkBit knows." : "See that hawkBit can be reached from here; it is asked again by itself.", e.RetryAfter);
        }
        catch (TufException e)
        {
            Tell("updates.hawkbit-answer", e.Message, "See that updates.hawkbit.url is hawkBit's address, and what answers there.", null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Tell("updates.disk", e.Message, "See that the state directory's disk has room, and is not read-only.", null);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A defect here must not stop the readings.
            Log.Failed(_around.Logger, e);
            Tell("updates.failed", e.Message, "'edgectl logs' has the details.", null);
        }
        return false;
    }

    private void Tell(string code, string text, string remedy, TimeSpan? retryAfter)
    {
        if (_condition?.Text != text) Log.NotWell(_around.Logger, code, text);
        _condition = new HealthCondition(code, HealthSeverity.Warning, "updates.hawkbit", text, remedy);
        Sleep(_times.AfterFailure(retryAfter));
    }

    private void Sleep(TimeSpan time)
    {
        (_since, _wait) = (_around.Time.GetTimestamp(), time);
        _nextPoll = _around.Time.GetUtcNow() + time;
    }

    private static partial class Log
    {
        [LoggerMessage(5056, LogLevel.Warning, "Talking with hawkBit failed ({Code}): {Why}")]
        public static partial void NotWell(ILogger logger, string code, string why);

        [LoggerMessage(5057, LogLevel.Error, "Talking with hawkBit failed in a way that it should not")]
        public static partial void Failed(ILogger logger, Exception error);
    }
}
