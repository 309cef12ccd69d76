using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.FunctionalTests.Updates;
using EdgeAppliance.Tests.Inference;

namespace EdgeAppliance.FunctionalTests.Kills;

/// <summary>Killed at any moment while two models that belong together are fetched, verified, tried and switched, the daemon comes up with both old or both new.</summary>
public sealed class SetKillTests(ITestOutputHelper output)
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(3);
    private readonly Dictionary<InstallState, int> _killedIn = [];
    private readonly Random _chance = new(Sizes.KillSeed);
    private int _published = 1;
    private string _runs = "1";

    [DaemonFact]
    public async Task Kill_AtAnyMomentOfASet_LeavesAllOldOrAllNew()
    {
        using var site = new UpdateSite(updates: """ "bundles": ["set"], """);
        await site.Daemon.StartReady();
        await site.Install(TestBundle.Keeping("0.9") with { Version = "1" });
        await site.Install(TestBundle.Keeping("0.9") with { Name = "other", Version = "1" });
        for (int kill = 0; kill < Sizes.UpdateKills; kill++)
        {
            if (await State(site) is null or InstallState.Committed or InstallState.RolledBack or InstallState.Refused) Publish(site);
            long since = TimeProvider.System.GetTimestamp();
            // Long enough now and then to show that the daemon stays up with what was committed, which is taken back else.
            var life = s_longest * (kill % 3 == 2 ? 1 : _chance.NextDouble());
            await site.Look();
            while (TimeProvider.System.GetElapsedTime(since) < life) await site.Feed(1);
            var state = await State(site) ?? InstallState.Interrupted;
            _killedIn[state] = _killedIn.GetValueOrDefault(state) + 1;
            site.Daemon.Kill();
            await site.Daemon.StartReady();
            await CheckWhole(site);
        }
        output.WriteLine($"seed {Sizes.KillSeed}: {Sizes.UpdateKills} kills ({string.Join(", ", _killedIn.Select(state => $"{state.Value} {state.Key}"))}), {_published} published, {_runs} runs");
        Publish(site);
        await Eventually.Becomes("the last set is kept", async () =>
        {
            // A look while the set before it is still on trial takes nothing.
            await site.Look();
            await site.Feed(1);
            return await State(site) == InstallState.Committed;
        }, TimeSpan.FromSeconds(60), () => site.Daemon.Log);
        await CheckWhole(site);
        Assert.Equal($"{_published}", _runs);
        Assert.Equal(0, await site.Daemon.Stop());
    }

    /// <summary>Of the set that was published last; null where it is not known yet.</summary>
    private async Task<InstallState?> State(UpdateSite site) =>
        _published == 1 ? InstallState.Committed : (await site.Daemon.Pages.Installed()).Installs.FirstOrDefault(install => install.Version == $"{_published}")?.State;

    private void Publish(UpdateSite site)
    {
        string version = $"{++_published}";
        string folder = Directory.CreateDirectory(site.Folder.PathOf($"sets/{version}")).FullName;
        string keeps = _published % 2 == 0 ? "0.92" : "0.9";
        (TestBundle.Keeping(keeps) with { Version = version }).WriteTo(Path.Combine(folder, "one"));
        (TestBundle.Keeping(keeps) with { Name = "other", Version = version }).WriteTo(Path.Combine(folder, "two"));
        File.WriteAllText(Path.Combine(folder, "bundle.json"), $$"""{ "format": 1, "kind": "models", "name": "set", "version": "{{version}}", "models": ["one", "two"] }""");
        site.Publish(folder);
    }

    private static int Number(string version) => int.Parse(version, System.Globalization.CultureInfo.InvariantCulture);

    private async Task CheckWhole(UpdateSite site)
    {
        var page = await site.Daemon.Pages.Models();
        string tiny = page.Models.Single(model => model.Name == "tiny").Version, other = page.Models.Single(model => model.Name == "other").Version;
        Assert.True(tiny == other, $"tiny {tiny} runs, and other {other}\n{site.Daemon.Log}");
        Assert.True(Number(tiny) >= Number(_runs) && Number(tiny) <= _published, $"{tiny} runs, {_runs} ran and {_published} was published\n{site.Daemon.Log}");
        _runs = tiny;
        Assert.DoesNotContain((await site.Daemon.Pages.Status()).Conditions, condition => condition.Code is "model.fell-back" or "model.refused" or "model.versions-damaged" or "updates.not-trusted");
    }
}
