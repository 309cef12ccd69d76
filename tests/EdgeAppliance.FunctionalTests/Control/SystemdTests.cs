using EdgeAppliance.FunctionalTests.Daemons;

namespace EdgeAppliance.FunctionalTests.Control;

/// <summary>What systemd is told by a unit of <c>Type=notify-reload</c> with a watchdog.</summary>
public sealed class SystemdTests
{
    private static readonly TimeSpan s_watchdog = TimeSpan.FromSeconds(2);

    private const string Configuration = """
        {
          "device": { "id": "under-test" },
          "listen": { "http": "127.0.0.1:0", "mqtt": "127.0.0.1:0" },
          "sources": { "board": { "type": "system", "every": "100ms" } },
          "pipelines": { "raw": { "from": ["board"] } },
        }
        """;

    [DaemonFact]
    public async Task Life_IsToldToSystemd()
    {
        using var folder = new DaemonFolder(Configuration);
        using var socket = new NotifySocket(folder.PathOf("notify"));
        using var daemon = new DaemonUnderTest(folder, $"NOTIFY_SOCKET={folder.PathOf("notify")}", $"WATCHDOG_USEC={s_watchdog.TotalMicroseconds:0}");
        await daemon.StartReady();
        await Came(socket, "READY=1", daemon);
        Assert.Contains(socket.Datagrams, datagram => datagram.Text.Contains("STATUS=", StringComparison.Ordinal));

        await Task.Delay(s_watchdog * 3, TimeProvider.System, CancellationToken.None);
        AssertFed(socket);

        int before = socket.Datagrams.Count;
        daemon.Signal(DaemonUnderTest.HangUp);
        await Came(socket, "RELOADING=1", daemon, before);
        await Came(socket, "READY=1", daemon, before);
        var since = socket.Datagrams.Skip(before).Select(datagram => datagram.Text).ToList();
        string reloading = since.Find(text => text.Contains("RELOADING=1", StringComparison.Ordinal))!;
        Assert.Matches("MONOTONIC_USEC=[0-9]+", reloading);
        Assert.True(since.IndexOf(reloading) < since.FindLastIndex(text => text.Contains("READY=1", StringComparison.Ordinal)), "The reload's end comes before its beginning.");

        Assert.Equal(0, await daemon.Stop());
        Assert.Contains("STOPPING=1", socket.Datagrams.Last(datagram => !datagram.Text.StartsWith("WATCHDOG", StringComparison.Ordinal)).Text, StringComparison.Ordinal);
    }

    [DaemonFact]
    public async Task Reload_OfABadConfiguration_EndsForSystemdToo()
    {
        using var folder = new DaemonFolder(Configuration);
        using var socket = new NotifySocket(folder.PathOf("notify"));
        using var daemon = new DaemonUnderTest(folder, $"NOTIFY_SOCKET={folder.PathOf("notify")}");
        await daemon.StartReady();
        await Came(socket, "READY=1", daemon);
        folder.Configure("{");
        int before = socket.Datagrams.Count;
        daemon.Signal(DaemonUnderTest.HangUp);
        await Came(socket, "RELOADING=1", daemon, before);
        await Came(socket, "READY=1", daemon, before);
        Assert.Equal(0, await daemon.Stop());
    }

    private static Task Came(NotifySocket socket, string line, DaemonUnderTest daemon, int after = 0) =>
        Eventually.Becomes($"systemd is told {line}", () => socket.Datagrams.Skip(after).Any(datagram => datagram.Text.Split('\n').Contains(line)), log: () => daemon.Log);

    /// <summary>systemd restarts what does not feed the watchdog within its time.</summary>
    private static void AssertFed(NotifySocket socket)
    {
        var fed = socket.Datagrams.Where(datagram => datagram.Text.Contains("WATCHDOG=1", StringComparison.Ordinal)).Select(datagram => datagram.Timestamp).ToArray();
        Assert.True(fed.Length >= 4, $"It was fed {fed.Length} times.");
        for (int i = 1; i < fed.Length; i++) Assert.InRange(TimeProvider.System.GetElapsedTime(fed[i - 1], fed[i]), TimeSpan.Zero, s_watchdog);
    }
}
