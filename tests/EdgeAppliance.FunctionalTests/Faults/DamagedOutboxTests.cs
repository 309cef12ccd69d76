using EdgeAppliance.FunctionalTests.Devices;

namespace EdgeAppliance.FunctionalTests.Faults;

/// <summary>An outbox whose files are no longer what was written, as after a card that wears out: it is set aside, what can be saved is
/// sent, and what cannot is told of.</summary>
public sealed class DamagedOutboxTests
{
    private const int PageBytes = 8192;

    /// <summary>One bit in every fifth page, so that some documents are hit and others are whole.</summary>
    [DaemonFact(Needs.Mosquitto)]
    public Task Start_PagesFlipped_SavesWhatIsWholeAndTellsTheRest() => DamageAndStart(file =>
    {
        byte[] bytes = File.ReadAllBytes(file);
        for (int at = 5 * PageBytes + 4000; at < bytes.Length; at += 5 * PageBytes) bytes[at] ^= 0x10;
        File.WriteAllBytes(file, bytes);
    });

    [DaemonFact(Needs.Mosquitto)]
    public Task Start_FileCutShort_SavesWhatIsThereAndTellsTheRest() => DamageAndStart(file =>
    {
        using var cut = new FileStream(file, FileMode.Open);
        cut.SetLength(cut.Length / PageBytes * 2 / 3 * PageBytes);
    });

    private static async Task DamageAndStart(Action<string> damage)
    {
        await using var site = await Site.Open(Configuration);
        await site.Daemon.StartReady();
        site.Cable.Cut();
        var device = site.Add(new DeviceOptions(1));
        await Eventually.Becomes("readings are acknowledged", () => device.Log.Acknowledged > 2000, log: () => site.Daemon.Log);
        device.Rest();
        await Eventually.Becomes("all that it sent is acknowledged", () => device.Log.InFlight == 0, log: () => site.Daemon.Log);
        int made = device.Log.Acknowledged;
        Assert.Equal(0, await site.Daemon.Stop());
        // A start copies the log into the file; until then the log heals what is damaged there, and what is left in the journals would too.
        await site.Daemon.StartReady();
        Assert.Equal(0, await site.Daemon.Stop());
        string file = Path.Combine(site.Folder.State, "outbox", "outbox.db");
        foreach (string journal in Directory.GetFiles(Path.GetDirectoryName(file)!, "*.journal-*")) File.WriteAllBytes(journal, new byte[new FileInfo(journal).Length]);
        damage(file);

        await site.Daemon.StartReady();
        // What is damaged inside a document shows when it is read, to be sent.
        site.Cable.Mend();
        await Eventually.Becomes("it says that the outbox was damaged", () => site.Daemon.Says(status => status.Conditions.Any(condition => condition.Code == "store.quarantined")), log: () => site.Daemon.Log);
        var second = site.Add(new DeviceOptions(2));
        await Eventually.Becomes("readings are acknowledged again", () => second.Log.Acknowledged > 200, log: () => site.Daemon.Log);
        await Eventually.Becomes("all that could be was saved", () => site.Daemon.Says(status => status.Conditions.Any(condition => condition.Text.Contains("All that could be", StringComparison.Ordinal))), log: () => site.Daemon.Log);
        await site.Drain();

        var records = site.Archive.Stream("raw");
        var untold = Gaps.Untold(records);
        Assert.True(untold.Count == 0, $"No gap record tells of {string.Join(", ", untold.Take(5))}.\n{site.Daemon.Log}");
        int saved = records.Count(record => record.Sequence <= made && record.Type == "edge.reading.v1");
        Assert.InRange(saved, made / 3, made - 1);
        Assert.True(site.Archive.Unreadable + site.Archive.Altered == 0, site.Archive.LastUnreadable ?? site.Archive.LastAltered);
        foreach (var reporting in site.Devices)
        {
            var readings = records.Where(record => record.Subject == reporting.Options.Name && record.Type == "edge.reading.v1").ToList();
            Assert.All(readings, record => Assert.Equal(reporting.Options.Temperature((long)record.Value("seq")), record.Value("temp")));
            if (reporting == second) Assert.Superset(second.Log.AcknowledgedSequences.ToHashSet(), readings.Select(record => (long)record.Value("seq")).ToHashSet());
        }
        Assert.False(site.Daemon.HasExited, site.Daemon.Log);
    }

    private static string Configuration(int port) => $$"""
        {
          "device": { "id": "{{Site.DeviceId}}" },
          "listen": { "http": "127.0.0.1:0", "mqtt": "127.0.0.1:0" },
          "sources": { "plant": { "type": "mqtt", "topic": "plant/+/telemetry" } },
          "pipelines": { "raw": { "from": ["plant"], "to": ["cloud"] } },
          "uplinks": { "cloud": { "type": "mqtt", "url": "mqtt://127.0.0.1:{{port}}", "retryLeast": "50ms", "retryMost": "500ms" } },
        }
        """;
}
