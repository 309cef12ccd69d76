using EdgeAppliance.Daemon.Health;
using EdgeAppliance.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.Tests.Health;

public sealed class ClockStateTests : IDisposable
{
    private static readonly DateTimeOffset Built = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Now = new(2027, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset WithoutBattery = new(1970, 1, 1, 0, 0, 9, TimeSpan.Zero);

    private readonly TemporaryFolder _state = new();
    private readonly HealthBoard _board = new();
    private bool _synchronized;

    [Fact]
    public void Start_WithoutATimeServer_IsNotRight_AndSaysSo()
    {
        using var clock = Open(new FakeTimeProvider(WithoutBattery));
        clock.Start();

        Assert.False(clock.IsRight);
        Assert.Null(clock.RealTimeOf(clock.Monotonic));
        Assert.Equal("clock.not-set", Assert.Single(_board.Snapshot()).Code);
    }

    [Fact]
    public void Floor_WhereTheClockIsInThePast_IsTheBuildTime()
    {
        using var clock = Open(new FakeTimeProvider(WithoutBattery));
        Assert.Equal(Built, clock.Floor);
    }

    [Fact]
    public void Look_WhenATimeServerHasSetTheClock_BecomesRightOnce()
    {
        var time = new SteppedTime(WithoutBattery);
        using var clock = Open(time);
        int became = 0;
        clock.BecameRight += () => became++;
        clock.Start();
        var reading = clock.Monotonic;

        _synchronized = true;
        time.Step = Now - WithoutBattery;
        time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(1, became);
        Assert.Empty(_board.Snapshot());
        Assert.Equal(Now + TimeSpan.FromSeconds(30), clock.Floor);
        // The reading was made half a minute ago, whatever the clock said then.
        Assert.Equal(Now, clock.RealTimeOf(reading));
    }

    /// <summary>After a power cut between the two the eras know the boot's real time; the other way round nobody would ever.</summary>
    [Fact]
    public void Look_BecomesRight_IsToldBeforeItIsKept()
    {
        var time = new SteppedTime(WithoutBattery);
        using var clock = Open(time);
        bool? wasKept = null;
        clock.BecameRight += () => wasKept = ClockRecord.Read(StateFile) is { Right: true };
        clock.Start();

        _synchronized = true;
        time.Advance(TimeSpan.FromSeconds(30));

        Assert.False(wasKept);
        Assert.True(ClockRecord.Read(StateFile)!.Right);
    }

    [Fact]
    public void Look_WhenTheTimeServerIsGoneAgain_StaysRight()
    {
        var time = new FakeTimeProvider(Now);
        using var clock = Open(time);
        _synchronized = true;
        clock.Start();

        _synchronized = false;
        time.Advance(TimeSpan.FromDays(3));

        Assert.True(clock.IsRight);
    }

    [Fact]
    public void Restart_InTheSameBootDuringAnOutage_IsStillRight()
    {
        RunWhileSynchronized("boot-1", Now);

        using var again = Open(new FakeTimeProvider(Now + TimeSpan.FromDays(2)), "boot-1");

        Assert.True(again.IsRight);
    }

    [Fact]
    public void Restart_InAnotherBoot_KnowsOnlyTheFloor()
    {
        RunWhileSynchronized("boot-1", Now);

        using var again = Open(new FakeTimeProvider(WithoutBattery), "boot-2");

        Assert.False(again.IsRight);
        Assert.Equal(Now, again.LastKnown);
        Assert.Equal(Now, again.Floor);
    }

    [Fact]
    public void Right_AfterATimeInTheFutureWasKept_FollowsTheClockBack()
    {
        RunWhileSynchronized("boot-1", Now + TimeSpan.FromDays(365));

        var time = new FakeTimeProvider(Now);
        using var again = Open(time, "boot-2");
        Assert.Equal(Now + TimeSpan.FromDays(365), again.Floor);
        _synchronized = true;
        again.Start();

        Assert.Equal(Now, again.Floor);
        Assert.Equal(Now, ClockRecord.Read(StateFile)!.LastKnown);
    }

    [Fact]
    public void Look_WhileRight_KeepsTheTimeOnceAnHour()
    {
        var time = new FakeTimeProvider(Now);
        using var clock = Open(time);
        _synchronized = true;
        clock.Start();

        time.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(Now, ClockRecord.Read(StateFile)!.LastKnown);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(Now + TimeSpan.FromHours(1), ClockRecord.Read(StateFile)!.LastKnown);
    }

    [Theory]
    [InlineData(365)]
    [InlineData(-365)]
    public void Look_WhenTheClockJumps_FollowsItAndKeepsItsPlace(int days)
    {
        var time = new SteppedTime(Now);
        using var clock = Open(time);
        _synchronized = true;
        clock.Start();
        var reading = clock.Monotonic;

        time.Step = TimeSpan.FromDays(days);
        time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(Now + time.Step + TimeSpan.FromSeconds(5), clock.Floor);
        Assert.Equal(Now + time.Step, clock.RealTimeOf(reading));
        Assert.Equal(clock.Floor, ClockRecord.Read(StateFile)!.LastKnown);
    }

    [Fact]
    public void Look_WhereTheStateCannotBeWritten_GoesOn()
    {
        var time = new FakeTimeProvider(Now);
        var options = new ClockOptions(Path.Combine(_state.FullName, "missing", "clock"), "boot-1", Built, () => true);
        using var clock = new ClockState(options, _board, time, NullLogger.Instance);

        clock.Start();

        Assert.True(clock.IsRight);
    }

    [Theory]
    [InlineData("")]
    [InlineData("edge-clock 2\nboot a\nright 1\nutc 2027-03-01T12:00:00.0000000Z\n")]
    [InlineData("edge-clock 1\nboot a\nright yes\nutc 2027-03-01T12:00:00.0000000Z\n")]
    [InlineData("edge-clock 1\nboot a\nright 1\nutc soon\n")]
    [InlineData("edge-clock 1\nboot a\nright 1\n")]
    public void Read_OfADamagedFile_KnowsNothing(string text)
    {
        File.WriteAllText(StateFile, text);
        Assert.Null(ClockRecord.Read(StateFile));
    }

    [Fact]
    public void Write_IsTheFormatThatIsPromised()
    {
        new ClockRecord("boot-1", true, Now).Write(StateFile);
        Assert.Equal("edge-clock 1\nboot boot-1\nright 1\nutc 2027-03-01T12:00:00.0000000Z\n", File.ReadAllText(StateFile));
        Assert.Equal(new ClockRecord("boot-1", true, Now), ClockRecord.Read(StateFile));
    }

    [Fact]
    public void OfThisMachine_ReadsTheKernelsBootId()
    {
        var options = ClockOptions.OfThisMachine(_state.FullName);
        Assert.True(Guid.TryParse(options.BootId, out _));
        Assert.True(options.BuildTime >= Built);
        _ = options.IsSynchronized();
    }

    public void Dispose() => _state.Dispose();

    private string StateFile => Path.Combine(_state.FullName, "clock");

    private void RunWhileSynchronized(string boot, DateTimeOffset now)
    {
        _synchronized = true;
        using (var clock = Open(new FakeTimeProvider(now), boot)) clock.Start();
        _synchronized = false;
    }

    private ClockState Open(TimeProvider time, string boot = "boot-1") =>
        new(new ClockOptions(StateFile, boot, Built, () => _synchronized), _board, time, NullLogger.Instance);
}
