using System.Globalization;
using EdgeAppliance.Tests.Storage;

namespace EdgeAppliance.Tests.Daemon.Running;

public sealed class StopTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    /// <summary>Where the outbox is full a source's own thread waits for room, which nothing makes once the appliance stops.</summary>
    [Fact]
    public async Task Dispose_ASourceWaitsForRoom_DoesNotWaitForIt()
    {
        using var folder = new TemporaryFolder();
        string file = Path.Combine(folder.FullName, "readings.csv");
        await File.WriteAllLinesAsync(file, ["time,a", .. Enumerable.Range(0, 10_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"{1_700_000_000_000_000 + i},{i}"))]);
        var site = await ApplianceUnderTest.Start($$"""
            {
              "device": { "id": "box" }, "listen": { "http": "127.0.0.1:0" },
              "sources": { "s": { "type": "replay", "file": "{{file}}", "timeUnit": "us", "speed": "max", "loop": true } },
              "pipelines": { "p": { "from": ["s"], "steps": [], "to": ["cloud"] } },
              "uplinks": { "cloud": { "type": "mqtt", "url": "mqtt://127.0.0.1:1", "topic": "edge/{device}/{pipeline}" } },
              "outbox": { "maxBytes": "16MiB", "whenFull": "block" }
            }
            """);
        var store = site.Appliance.Store;
        bool isFull = SpinWait.SpinUntil(() => store.Conditions.Any(condition => condition.Text.Contains("producers wait", StringComparison.Ordinal)), s_patience);

        var stopped = site.DisposeAsync().AsTask();
        bool isStopped = await Task.WhenAny(stopped, Task.Delay(s_patience, TimeProvider.System)) == stopped;

        // It must be over here whether it was by itself or not.
        store.RefuseWhereFull();
        await stopped;
        Assert.True(isFull, "The outbox did not become full.");
        Assert.True(isStopped, "It waited for room.");
    }
}
