using EdgeAppliance.Core.Health;
using EdgeAppliance.Daemon.Health;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.Tests.Health;

public sealed class WatchdogTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _time = new();
    private readonly HealthBoard _board = new();
    private readonly NotifySocket _systemd = new($"@edge-watchdog-{Guid.NewGuid():N}");
    private readonly SystemdNotifier _notifier;
    private readonly Watchdog _watchdog;
    private long _progress;
    private bool _hasWork = true;

    public WatchdogTests()
    {
        _notifier = new SystemdNotifier(_systemd.Address, _time);
        _watchdog = new Watchdog(_notifier, _board, _time, NullLogger.Instance, Patience);
        _watchdog.Add(new Mover("pipelines.pump", () => _progress, () => _hasWork));
        _watchdog.Start();
    }

    [Fact]
    public void Feeds_AtHalfTheTime_WhileEveryoneMoves()
    {
        Assert.Equal(1, TakeFeeds());
        for (int i = 0; i < 10; i++)
        {
            _progress++;
            _time.Advance(Patience / 2);
            Assert.Equal(1, TakeFeeds());
        }
        Assert.Empty(_board.Snapshot());
    }

    [Fact]
    public void Feeds_WhereThereIsNothingToDo()
    {
        _hasWork = false;
        _time.Advance(Patience * 4);
        Assert.Equal(1 + 8, TakeFeeds());
    }

    [Fact]
    public void StopsFeeding_AndSaysWho_WhenAMoverWithWorkStandsStill()
    {
        _time.Advance(Patience / 2);
        Assert.Equal(2, TakeFeeds());

        _time.Advance(Patience * 2);

        Assert.Equal(0, TakeFeeds());
        var condition = Assert.Single(_board.Snapshot());
        Assert.Equal(("watchdog.stuck", "pipelines.pump", HealthSeverity.Error), (condition.Code, condition.Subject, condition.Severity));
    }

    [Fact]
    public void FeedsAgain_OnceItMoves()
    {
        _time.Advance(Patience * 2);
        TakeFeeds();

        _progress++;
        _time.Advance(Patience / 2);

        Assert.Equal(1, TakeFeeds());
        Assert.Empty(_board.Snapshot());
    }

    [Fact]
    public void OneStuckAmongMany_IsEnough()
    {
        _watchdog.Add(new Mover("pipelines.other", () => ++_progress, () => true));
        _watchdog.Add(new Mover("store", () => 7, () => true));
        _time.Advance(Patience);
        TakeFeeds();

        _time.Advance(Patience);

        Assert.Equal(0, TakeFeeds());
        Assert.Equal("store", Assert.Single(_board.Snapshot()).Subject);
    }

    [Fact]
    public void Remove_OfAStuckOne_ClearsItAndFeedsAgain()
    {
        _time.Advance(Patience);
        TakeFeeds();

        _watchdog.Remove("pipelines.pump");
        _time.Advance(Patience / 2);

        Assert.Equal(1, TakeFeeds());
        Assert.Empty(_board.Snapshot());
    }

    [Fact]
    public void ACounterThatBlocks_IsReportedByTheNextLook()
    {
        using var asked = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        int asks = 0;
        _watchdog.Add(new Mover("store", Progress, () => true));
        TakeFeeds();
        var blocked = new Thread(_watchdog.Look);
        blocked.Start();
        Assert.True(asked.Wait(TimeSpan.FromSeconds(10)));

        _watchdog.Look();

        Assert.Equal(0, TakeFeeds());
        Assert.Equal("store", Assert.Single(_board.Snapshot()).Subject);
        release.Set();
        blocked.Join();

        long Progress()
        {
            // Asked once when it is added, and then by the first look.
            if (++asks == 1) return 0;
            asked.Set();
            release.Wait(TimeSpan.FromSeconds(10));
            return 1;
        }
    }

    [Theory]
    [InlineData("30000000", null, 30)]
    [InlineData("30000000", "42", 30)]
    [InlineData("30000000", "43", 60)]
    [InlineData(null, null, 60)]
    [InlineData("0", null, 60)]
    [InlineData("soon", null, 60)]
    public void Patience_IsTheUnits_WhereThisProcessIsMeant(string? microseconds, string? processId, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Watchdog.PatienceOf(name => name == "WATCHDOG_PID" ? processId : microseconds, 42));

    public void Dispose()
    {
        _watchdog.Dispose();
        _notifier.Dispose();
        _systemd.Dispose();
    }

    private int TakeFeeds()
    {
        int feeds = 0;
        while (_systemd.HasMore)
        {
            Assert.Equal("WATCHDOG=1", _systemd.Receive());
            feeds++;
        }
        return feeds;
    }
}
