using EdgeAppliance.FunctionalTests.Daemons;

namespace EdgeAppliance.FunctionalTests.Kills;

/// <summary>A post whose daemon was killed at any moment comes again with its key, and counts once.</summary>
public sealed class PostedTwiceTests
{
    private const int Kills = 12;
    private const string Configuration = """
        {
          "device": { "id": "site" }, "listen": { "http": "127.0.0.1:0" },
          "sources": { "plc": { "type": "http" } },
          "pipelines": { "kept": { "from": "plc", "steps": [{ "type": "alarm", "when": "n < 0" }] } }
        }
        """;

    private static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(400);

    [DaemonFact]
    public async Task Post_DaemonIsKilledAgainAndAgain_IsStoredOnce()
    {
        var chance = new Random(7);
        using var folder = new DaemonFolder(Configuration);
        using var daemon = new DaemonUnderTest(folder);
        int number = 0, repeated = 0;
        for (int kill = 0; kill < Kills; kill++)
        {
            await daemon.StartReady();
            long since = TimeProvider.System.GetTimestamp();
            var life = chance.NextDouble() * s_longest;
            var killing = Task.Run(async () =>
            {
                await Task.Delay(life, TimeProvider.System);
                daemon.Kill();
            });
            while (TimeProvider.System.GetElapsedTime(since) < life + s_longest)
            {
                if (await daemon.Pages.Ingest("plc", $"post-{number}", $$"""{"n":{{number}}}""") is not { } page) break;
                repeated += page.Repeated;
                number++;
            }
            await killing;
        }
        await daemon.StartReady();
        if (await daemon.Pages.Ingest("plc", $"post-{number}", $$"""{"n":{{number}}}""") is { } last) repeated += last.Repeated;
        Assert.Equal(number + 1, (await daemon.Pages.Status()).Store.NextPosition);
        Assert.True(number > Kills, $"only {number} were posted, {repeated} of them twice");
        Assert.Equal(0, await daemon.Stop());
    }
}
