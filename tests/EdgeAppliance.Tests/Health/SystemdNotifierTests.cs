using EdgeAppliance.Daemon.Health;
using EdgeAppliance.Tests.Storage;

namespace EdgeAppliance.Tests.Health;

public sealed class SystemdNotifierTests
{
    [Fact]
    public void Send_ToAPath_ArrivesAsOneDatagramEach()
    {
        using var folder = new TemporaryFolder();
        using var systemd = new NotifySocket(Path.Combine(folder.FullName, "notify"));
        using var notifier = new SystemdNotifier(systemd.Address, TimeProvider.System);

        Assert.True(notifier.Ready("3 sources"));
        Assert.True(notifier.Status("2 readings/s"));
        Assert.True(notifier.Watchdog());
        Assert.True(notifier.Stopping());

        Assert.Equal("READY=1\nSTATUS=3 sources", systemd.Receive());
        Assert.Equal("STATUS=2 readings/s", systemd.Receive());
        Assert.Equal("WATCHDOG=1", systemd.Receive());
        Assert.Equal("STOPPING=1\nSTATUS=Stopping", systemd.Receive());
    }

    [Fact]
    public void Send_ToAnAbstractName_Arrives()
    {
        using var systemd = new NotifySocket($"@edge-notify-{Guid.NewGuid():N}");
        using var notifier = new SystemdNotifier(systemd.Address, TimeProvider.System);

        Assert.True(notifier.Watchdog());
        Assert.Equal("WATCHDOG=1", systemd.Receive());
    }

    [Fact]
    public void Reloading_CarriesTheMonotonicClockInMicroseconds()
    {
        using var systemd = new NotifySocket($"@edge-notify-{Guid.NewGuid():N}");
        using var notifier = new SystemdNotifier(systemd.Address, TimeProvider.System);
        long before = KernelUptimeUs();

        Assert.True(notifier.Reloading());

        var lines = systemd.Receive().Split('\n');
        Assert.Equal("RELOADING=1", lines[0]);
        Assert.StartsWith("MONOTONIC_USEC=", lines[1]);
        Assert.InRange(long.Parse(lines[1]["MONOTONIC_USEC=".Length..]), before, KernelUptimeUs());
    }

    [Fact]
    public void Status_WithALineBreak_CannotAssignAnythingElse()
    {
        using var systemd = new NotifySocket($"@edge-notify-{Guid.NewGuid():N}");
        using var notifier = new SystemdNotifier(systemd.Address, TimeProvider.System);

        notifier.Status("bad\nMAINPID=1\r\nX=1");

        Assert.Equal("STATUS=bad MAINPID=1 X=1", systemd.Receive());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("vsock:2:1234")]
    [InlineData("/nobody/listens/here")]
    public void Send_WhereNobodyListens_DoesNothing(string? address)
    {
        using var notifier = new SystemdNotifier(address, TimeProvider.System);
        Assert.False(notifier.Ready("on"));
    }

    // The monotonic clock as another program reads it, rounded outward.
    private static long KernelUptimeUs() => (long)(System.Diagnostics.Stopwatch.GetTimestamp() / (System.Diagnostics.Stopwatch.Frequency / 1e6));
}
