using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Updates.Hawkbit;

namespace EdgeAppliance.Tests.Daemon.Updates.Hawkbit;

/// <summary>When the server is asked, and what has an action go on between.</summary>
public sealed class HawkbitWatchTests : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private readonly HawkbitWorld _world = new();
    private HawkbitWatch? _watch;

    public HawkbitWatchTests() => _world.Server.Sleep = TimeSpan.FromHours(12);

    public async ValueTask DisposeAsync()
    {
        if (_watch is not null) await _watch.DisposeAsync();
        _world.Dispose();
    }

    [Fact]
    public void Work_InstallationIsWaitedFor_SleepsUntilSomethingChanges()
    {
        var action = _world.Server.Deploy(_world.Module("2"));
        Start();
        Until(() => _world.Installs.Count == 1);
        _world.End(InstallState.Committed);
        _watch!.Wake();
        Until(() => action.State == DdiServerState.Finished);
        Assert.DoesNotContain(_world.Time.Waits, wait => wait > TimeSpan.Zero && wait < TimeSpan.FromSeconds(5));
        Assert.Equal(1, _world.Counts.Polls);
    }

    [Fact]
    public void Work_SomethingFailed_IsTriedAgainWithoutAPoll()
    {
        _world.Refusal = new InstallResult(null, "tiny 1 is on trial.");
        _world.Server.Deploy(_world.Module("2"));
        Start();
        Until(() => _world.Run.Pause.IsFailing && _world.Time.Waits.Any(wait => wait > TimeSpan.Zero && wait < TimeSpan.FromSeconds(5)));
        _world.Refusal = null;
        _world.Time.Advance(TimeSpan.FromSeconds(5));
        Until(() => _world.Installs.Count == 1);
        Assert.Equal(1, _world.Counts.Polls);
    }

    [Fact]
    public void Work_HoursBegin_GoesOnWithoutAPoll()
    {
        Assert.True(DayHours.TryParse("22:00-06:00", out var hours));
        _world.Hours = [hours];
        _world.Restart();
        var action = _world.Server.Deploy(_world.Module("2"));
        action.Download = action.Update = "attempt";
        Start();
        var until = TimeSpan.FromHours(10) + TimeSpan.FromSeconds(15);
        Until(() => _world.Time.Waits.Contains(until));
        _world.Time.Advance(until);
        Until(() => _world.Installs.Count == 1);
        Assert.Equal(1, _world.Counts.Polls);
    }

    [Fact]
    public void Nudge_PollsSoonButNotMoreThanOnceAMinute()
    {
        Start();
        var start = _world.Time.GetUtcNow();
        var soon = TimeSpan.FromSeconds(75);
        _watch!.Nudge();
        Until(() => _watch.NextPollAt == start + soon);
        _watch.Nudge();
        Assert.Equal(1, _world.Counts.Polls);
        _world.Time.Advance(soon);
        Until(() => _world.Counts.Polls == 2);
        Until(() => _watch.NextPollAt > start + TimeSpan.FromHours(12));
        _world.Time.Advance(TimeSpan.FromMinutes(10));
        _watch.Nudge();
        Until(() => _watch.NextPollAt == _world.Time.GetUtcNow() + TimeSpan.FromSeconds(15));
    }

    [Fact]
    public void PollNow_AfterANudge_PollsWithoutATimePassing()
    {
        Start();
        var start = _world.Time.GetUtcNow();
        _watch!.Nudge();
        Until(() => _watch.NextPollAt == start + TimeSpan.FromSeconds(75));
        _watch.PollNow();
        Until(() => _world.Counts.Polls == 2);
        Assert.Equal(start, _world.Time.GetUtcNow());
    }

    /// <summary>It has asked once then.</summary>
    private void Start()
    {
        _watch = _world.Watch();
        _watch.PollNow();
        Until(() => _watch.LastPollAt is not null);
    }

    private static void Until(Func<bool> holds) => Assert.True(SpinWait.SpinUntil(holds, s_patience));
}
