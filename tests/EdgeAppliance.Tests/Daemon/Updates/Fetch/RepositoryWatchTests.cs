using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Updates.Fetch;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.Tests.Daemon.Updates.Fetch;

public sealed class RepositoryWatchTests : IAsyncDisposable
{
    private static readonly DateTimeOffset s_noon = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private readonly FakeTimeProvider _time = new(s_noon);
    private readonly FetchProgress _progress = new();
    private Func<CancellationToken, Task<bool>> _look = _ => Task.FromResult(true);
    private Func<bool>? _isFree;
    private int _looks;
    private RepositoryWatch? _watch;

    public async ValueTask DisposeAsync()
    {
        if (_watch is not null) await _watch.DisposeAsync();
    }

    [Fact]
    public void Work_Time_LooksNowAndThen()
    {
        Start();
        Assert.InRange(SecondsUntilLook(1), 15, 20);
        Assert.InRange(SecondsUntilLook(2), 3600, 3610);
    }

    [Fact]
    public void Nudge_LooksSoonButNotMoreThanOnceAMinute()
    {
        Start();
        SecondsUntilLook(1);
        Nudge();
        _watch!.Nudge();
        Assert.InRange(SecondsUntilLook(2), 60, 90);
        Until(() => _watch.NextLookAt - _time.GetUtcNow() < TimeSpan.FromMinutes(50), 4000);
        Nudge();
        Assert.InRange(SecondsUntilLook(3), 0, 30);
    }

    [Fact]
    public void LookNow_LooksWithoutATimePassing()
    {
        Start();
        _watch!.LookNow();
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref _looks) == 1, s_patience));
        _watch.LookNow();
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref _looks) == 2, s_patience));
        Assert.Equal(s_noon, _time.GetUtcNow());
    }

    [Fact]
    public void Work_NewerOneHadToWait_LooksAgainOnceWhenThatIsOver()
    {
        bool isOver = false;
        _isFree = () => Volatile.Read(ref isOver);
        Start();
        SecondsUntilLook(1);
        Until(() => _watch!.NextLookAt - _time.GetUtcNow() < TimeSpan.FromMinutes(50), 4000);
        Assert.Equal(1, _looks);
        _isFree = null;
        Volatile.Write(ref isOver, true);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref _looks) == 2, s_patience));
        Assert.InRange(SecondsUntilLook(3), 3600, 3610);
    }

    [Fact]
    public async Task TryFree_WhatHadToBeWaitedForIsOver_IsSaidOnce()
    {
        bool isOver = false;
        var look = new RepositoryLook(_ => Task.FromResult(new VisitResult(null, []) { IsFree = () => isOver }), "updates", NullLogger.Instance);
        await look.Run(CancellationToken.None);
        Assert.True(look.MayHaveMore);
        Assert.False(look.TryFree());
        isOver = true;
        Assert.True(look.TryFree());
        Assert.False(look.TryFree());
    }

    [Fact]
    public void Work_OutsideOfTheHours_WaitsForThem()
    {
        Start("12:10-13:00");
        Until(() => _progress.State == UpdateState.Waiting, 60);
        Assert.Equal(0, _looks);
        Assert.InRange(SecondsUntilLook(1), 540, 640);
    }

    [Fact]
    public void Work_HoursEndWhileItFetches_IsBrokenOffUntilTheyBeginAgain()
    {
        _look = async stop =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, stop);
            return true;
        };
        Start("12:00-12:05");
        SecondsUntilLook(1);
        _time.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal(UpdateState.Looking, _progress.State);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(SpinWait.SpinUntil(() => _progress.State == UpdateState.Waiting, s_patience));
        Assert.Equal(1, _looks);
        Assert.Empty(_watch!.Conditions);
    }

    [Fact]
    public void Work_RepositoryCannotBeReached_SaysSoAndGoesOn()
    {
        _look = _ => throw new IOException("no route");
        Start();
        SecondsUntilLook(1);
        Assert.True(SpinWait.SpinUntil(() => _watch!.Conditions is [{ Code: "updates.unreachable" }], s_patience));
        _look = _ => Task.FromResult(true);
        SecondsUntilLook(2);
        Assert.True(SpinWait.SpinUntil(() => _watch!.Conditions.Count == 0, s_patience));
    }

    private void Start(params string[] hours)
    {
        var times = new LookTimes(TimeSpan.FromHours(1), [.. hours.Select(text => DayHours.TryParse(text, out var some) ? some : default)], () => 0.5, () => _time.GetUtcNow());
        _watch = new RepositoryWatch(new RepositoryLook(Look, "updates", NullLogger.Instance), times, _progress, _time);
    }

    private async Task<VisitResult> Look(CancellationToken stop)
    {
        Interlocked.Increment(ref _looks);
        await _look(stop);
        return new VisitResult(null, []) { IsFree = _isFree };
    }

    private int SecondsUntilLook(int looks) => Until(() => Volatile.Read(ref _looks) == looks, 4000);

    /// <summary>Nudges, and waits until that was heard.</summary>
    private void Nudge()
    {
        var before = _watch!.NextLookAt;
        _watch.Nudge();
        Assert.True(SpinWait.SpinUntil(() => _watch.NextLookAt != before, s_patience));
    }

    /// <summary>Lets time pass second by second, each once the watch waits for a later one.</summary>
    private int Until(Func<bool> holds, int secondsMax)
    {
        for (int seconds = 0; seconds <= secondsMax; seconds++)
        {
            Assert.True(SpinWait.SpinUntil(() => holds() || _watch!.NextLookAt > _time.GetUtcNow(), s_patience));
            if (holds()) return seconds;
            _time.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.Fail($"Not within {secondsMax} s.");
        return 0;
    }
}
