using EdgeAppliance.Tests.Daemon.Updates.Hawkbit;
using EdgeAppliance.Tests.Inference;

namespace EdgeAppliance.FunctionalTests.Updates;

/// <summary>The real daemon does what a hawkBit server tells it, and says what came of it.</summary>
public sealed class HawkbitTests(ITestOutputHelper output)
{
    private const int ModelBytes = 1 << 20;

    [DaemonFact]
    public async Task Deployment_Good_IsCommittedAndABadOneRolledBackWithItsReason()
    {
        using var hawkbit = new HawkbitSite();
        await hawkbit.Daemon.StartReady();

        var good = hawkbit.Deploy(TestBundle.Keeping("0.9") with { Version = "1" });
        await hawkbit.End(good);
        Assert.Equal((DdiServerState.Finished, "closed success"), (good.State, good.Told[^1]));
        Assert.Equal("1", (await hawkbit.Site.Model()).Version);

        var bad = hawkbit.Deploy(TestBundle.Keeping("0") with { Version = "2" });
        await hawkbit.End(bad);
        Assert.Equal((DdiServerState.Error, "closed failure"), (bad.State, bad.Told[^1]));
        Assert.StartsWith("tiny 2 was rolled back: It alarms too often: ", bad.Details[^1], StringComparison.Ordinal);
        Assert.Equal("1", (await hawkbit.Site.Model()).Version);

        var forged = hawkbit.Server.Deploy(DdiServerModule.Of(hawkbit.Site.Bundle(TestBundle.Keeping("0.9") with { Version = "3" })));
        await hawkbit.End(forged);
        Assert.Contains("signed metadata know no tiny 3", forged.Details[^1]);

        await hawkbit.Until("it says what runs", () => hawkbit.Server.Attributes.GetValueOrDefault("bundle.tiny") == "1" && hawkbit.Server.Attributes.ContainsKey("failed.tiny"));
        Assert.Equal("site", hawkbit.Server.Attributes["device"]);
        string metrics = await hawkbit.Daemon.Pages.Text("/metrics");
        Assert.Contains("edge_hawkbit_actions_total{result=\"success\"} 1", metrics, StringComparison.Ordinal);
        Assert.Contains("edge_hawkbit_actions_total{result=\"failure\"} 2", metrics, StringComparison.Ordinal);
        Assert.Contains("edge_hawkbit_polls_total{result=\"failed\"} 0", metrics, StringComparison.Ordinal);
        var page = (await hawkbit.Daemon.Pages.Status()).Hawkbit!;
        Assert.Equal((true, "failure", 0), (page.Connected, page.LastResult, page.Unsent));
        Assert.Equal(0, await hawkbit.Daemon.Stop());
    }

    [DaemonFact]
    public async Task Cancel_WhileDownloading_IsFollowedAndWhileTriedIsNot()
    {
        using var hawkbit = new HawkbitSite();
        await hawkbit.Daemon.StartReady();
        hawkbit.Server.BytesPerSecond = 64 << 10;
        var first = hawkbit.Deploy(TestBundle.Keeping("0.9") with { Version = "1" }, Ballast.Random(ModelBytes, new Random(1)));
        await hawkbit.Until("it downloads", () => hawkbit.Server.Bytes > 32 << 10);
        hawkbit.Server.Cancel(first);
        await hawkbit.End(first);
        Assert.Equal((DdiServerState.Canceled, "cancel closed success"), (first.State, first.Told[^1]));
        Assert.InRange(hawkbit.Server.Bytes, 0, ModelBytes);

        hawkbit.Server.BytesPerSecond = null;
        await hawkbit.End(hawkbit.Deploy(TestBundle.Keeping("0.9") with { Version = "2" }));
        var third = hawkbit.Deploy(TestBundle.Keeping("0.92") with { Version = "3" });
        // Without readings a trial does not end.
        await Eventually.Becomes("it is tried", async () => (await hawkbit.Site.Model()).TrialVersion == "3", log: () => hawkbit.Daemon.Log);
        hawkbit.Server.Cancel(third);
        await Eventually.Becomes("it says no", () => third.Told.Contains("cancel rejected none"), log: () => hawkbit.Daemon.Log);
        await hawkbit.End(third);
        Assert.Equal((DdiServerState.Finished, "closed success"), (third.State, third.Told[^1]));
        Assert.Equal(0, await hawkbit.Daemon.Stop());
    }

    /// <summary>From the first byte to the commit; what has come does not come again.</summary>
    [DaemonFact]
    public async Task Kill_AtAnyMoment_SameActionGoesOnAndItsEndIsToldOnce()
    {
        using var hawkbit = new HawkbitSite();
        await hawkbit.Daemon.StartReady();
        await hawkbit.End(hawkbit.Deploy(TestBundle.Keeping("0.9") with { Version = "1" }));
        hawkbit.Server.BytesPerSecond = 512 << 10;
        long before = hawkbit.Server.Bytes;
        var chance = new Random(Sizes.KillSeed);
        var action = hawkbit.Deploy(TestBundle.Keeping("0.92") with { Version = "2" }, Ballast.Random(ModelBytes, chance));
        int kills = 0;
        for (; kills < Sizes.UpdateKills && action.IsActive; kills++)
        {
            long since = TimeProvider.System.GetTimestamp();
            var life = TimeSpan.FromSeconds(2.5) * chance.NextDouble();
            while (TimeProvider.System.GetElapsedTime(since) < life) await hawkbit.Site.Feed(1);
            hawkbit.Daemon.Kill();
            await hawkbit.Daemon.StartReady();
            Assert.NotEqual(EdgeAppliance.Daemon.Http.Pages.ModelState.Failed, (await hawkbit.Site.Model()).State);
        }
        await hawkbit.End(action);
        output.WriteLine($"seed {Sizes.KillSeed}: {kills} kills, {string.Join(", ", action.Told)}; {hawkbit.Server.Bytes - before} bytes travelled");
        string runs = (await hawkbit.Site.Model()).Version;
        // A version in whose time the daemon goes down again and again may be why.
        if (action.State == DdiServerState.Error) Assert.Contains("The appliance went down 4 times", action.Details[^1]);
        Assert.Equal(action.State == DdiServerState.Finished ? "2" : "1", runs);
        Assert.Single(action.Told, told => told.StartsWith("closed ", StringComparison.Ordinal));
        Assert.InRange(hawkbit.Server.Bytes - before, ModelBytes, ModelBytes + (ModelBytes >> 3) + (kills + 1) * (192 << 10));
        Assert.Equal(0, await hawkbit.Daemon.Stop());
    }
}
