using EdgeAppliance.FunctionalTests.Daemons;

namespace EdgeAppliance.FunctionalTests.Control;

/// <summary>How the daemon ends, and what it then says: units and scripts rely on it.</summary>
public sealed class CommandLineTests
{
    private const string Good = """
        {
          "device": { "id": "under-test" },
          "listen": { "http": "127.0.0.1:0", "mqtt": "127.0.0.1:0" },
          "sources": { "plant": { "type": "mqtt", "topic": "plant/+/telemetry" } },
          "pipelines": { "raw": { "from": ["plant"] } },
        }
        """;

    private const string Bad = """
        {
          "device": { "id": "" },
          "listen": { "http": "127.0.0.1:0", "mqqt": "127.0.0.1:0" },
          "sources": { "plant": { "type": "mqtt", "topic": "plant/+/telemetry" } },
          "pipelines": { "raw": { "from": ["plnt"] } },
        }
        """;

    [DaemonFact]
    public async Task Check_GoodConfiguration_Ends0AndTouchesNothing()
    {
        using var folder = new DaemonFolder(Good);
        using var daemon = new DaemonUnderTest(folder);
        daemon.Start("--check");
        Assert.Equal(0, await daemon.Ended());
        Assert.Empty(Directory.GetFileSystemEntries(folder.State));
    }

    [DaemonFact]
    public async Task Check_BadConfiguration_Ends2AndNamesEveryError()
    {
        using var folder = new DaemonFolder(Bad);
        using var daemon = new DaemonUnderTest(folder);
        daemon.Start("--check");
        Assert.Equal(2, await daemon.Ended());
        AssertNamesErrors(folder, daemon);
    }

    [DaemonFact]
    public async Task Start_BadConfiguration_Ends2AndNamesEveryError()
    {
        using var folder = new DaemonFolder(Bad);
        using var daemon = new DaemonUnderTest(folder);
        daemon.Start();
        Assert.Equal(2, await daemon.Ended());
        AssertNamesErrors(folder, daemon);
    }

    [DaemonFact]
    public async Task Start_StateDirectoryIsAFile_Ends3AndNamesIt()
    {
        using var folder = new DaemonFolder(Good);
        Directory.Delete(folder.State);
        await File.WriteAllTextAsync(folder.State, "");
        using var daemon = new DaemonUnderTest(folder);
        daemon.Start();
        Assert.Equal(3, await daemon.Ended());
        Assert.Contains(folder.State, daemon.Log, StringComparison.Ordinal);
    }

    [DaemonFact]
    public async Task Start_SecondOnOneStateDirectory_Ends3AndTheFirstGoesOn()
    {
        using var folder = new DaemonFolder(Good);
        using var first = new DaemonUnderTest(folder);
        await first.StartReady();
        using var second = new DaemonUnderTest(folder);
        second.Start();
        Assert.Equal(3, await second.Ended());
        Assert.Contains(folder.State, second.Log, StringComparison.Ordinal);
        Assert.True(await first.Pages.IsReady(), "The second daemon took the first one's socket.");
        Assert.Equal(0, await first.Stop());
    }

    [DaemonFact]
    public async Task Start_AfterAKill_TakesTheStateDirectoryOver()
    {
        using var folder = new DaemonFolder(Good);
        using var daemon = new DaemonUnderTest(folder);
        await daemon.StartReady();
        daemon.Kill();
        await daemon.StartReady();
        Assert.Equal(0, await daemon.Stop());
    }

    private static void AssertNamesErrors(DaemonFolder folder, DaemonUnderTest daemon)
    {
        foreach (string where in (string[])["2: device.id: ", "3: listen.mqqt: ", "5: pipelines.raw.from[0]: "])
            Assert.Contains($"{folder.ConfigurationFile}:{where}", daemon.Log, StringComparison.Ordinal);
    }
}
