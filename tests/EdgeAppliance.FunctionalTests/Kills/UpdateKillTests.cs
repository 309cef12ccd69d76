using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.FunctionalTests.Updates;
using EdgeAppliance.Tests.Inference;

namespace EdgeAppliance.FunctionalTests.Kills;

/// <summary>Killed at any moment of looking, downloading, verifying, testing, trying and switching, the daemon comes up with a whole version, and
/// goes on: what has come over the line does not come again, and what was committed is never taken back.</summary>
public sealed class UpdateKillTests(ITestOutputHelper output)
{
    private const int ModelBytes = 1 << 20;
    private const int BytesPerSecond = 768 << 10;

    /// <summary>On its way when the daemon is killed, or read and not written yet; and the index, which comes anew.</summary>
    private const int LostAKillMax = 192 << 10;

    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(2);
    private readonly Dictionary<UpdateState, int> _killedIn = [];
    private readonly Random _chance = new(Sizes.KillSeed);
    private string _committed = "1";
    private int _published = 1;
    private bool _isSettled = true;
    private int _givenUp;

    [DaemonFact]
    public async Task Kill_AtAnyMomentOfAnUpdate_LeavesAWholeVersionAndGoesOn()
    {
        using var site = new UpdateSite();
        await site.Daemon.StartReady();
        Assert.Equal(InstallState.Committed, (await site.Install(TestBundle.Keeping("0.9") with { Version = "1" })).State);
        site.Server.BytesPerSecond = BytesPerSecond;
        for (int kill = 0; kill < Sizes.UpdateKills; kill++)
        {
            await Work(site, kill);
            site.Daemon.Kill();
            await site.Daemon.StartReady();
            await CheckWhole(site);
        }
        await Finish(site);
        output.WriteLine($"seed {Sizes.KillSeed}: {Sizes.UpdateKills} kills ({string.Join(", ", _killedIn.Select(state => $"{state.Value} {state.Key}"))}), {_committed} committed, {_givenUp} given up, {site.Server.TargetBytes} bytes travelled");
        long most = (long)(_published - 1) * (ModelBytes + (ModelBytes >> 3)) + (long)(Sizes.UpdateKills + 1) * LostAKillMax;
        Assert.InRange(site.Server.TargetBytes, ModelBytes, most);
        Assert.Equal(0, await site.Daemon.Stop());
    }

    /// <summary>Until a moment that chance chooses.</summary>
    private async Task Work(UpdateSite site, int kill)
    {
        if (_isSettled) Publish(site);
        long since = TimeProvider.System.GetTimestamp();
        // Long enough now and then to show that the daemon stays up with what was committed, which is taken back else.
        var life = s_longest * (kill % 3 == 2 ? 1 : _chance.NextDouble());
        using (await site.Daemon.Pages.Post("/api/updates/look", ""))
        {
        }
        while (TimeProvider.System.GetElapsedTime(since) < life) await site.Feed(1);
        var state = (await site.Daemon.Pages.Updates()).State;
        _killedIn[state] = _killedIn.GetValueOrDefault(state) + 1;
    }

    private void Publish(UpdateSite site)
    {
        (_published, _isSettled) = (_published + 1, false);
        var bundle = TestBundle.Keeping(_published % 2 == 0 ? "0.92" : "0.9") with { Version = $"{_published}" };
        site.Publish(bundle, Ballast.Random(ModelBytes, _chance));
    }

    private async Task CheckWhole(UpdateSite site)
    {
        await site.Feed(1);
        var page = await site.Daemon.Pages.Models();
        var model = page.Models.Single(known => known.Name == "tiny");
        Assert.NotEqual(ModelState.Failed, model.State);
        Assert.DoesNotContain((await site.Daemon.Pages.Status()).Conditions, condition => condition.Code is "model.fell-back" or "model.refused" or "model.versions-damaged" or "updates.not-trusted");
        // What ran goes on, or what was published after it was committed meanwhile; never anything else.
        Assert.True(model.Version == _committed || model.Version == $"{_published}", $"{model.Version} runs, {_committed} was committed and {_published} published\n{site.Daemon.Log}");
        Assert.Equal(page.Installs.First(install => install.State == InstallState.Committed).Version, model.Version);
        _committed = model.Version;
        if (page.Installs.FirstOrDefault(install => install.Version == $"{_published}") is not { State: InstallState.Committed or InstallState.RolledBack or InstallState.Refused } end) return;
        // A version in whose time the daemon goes down again and again may be why.
        if (end.State != InstallState.Committed) Assert.StartsWith("The appliance went down 4 times", end.Reason, StringComparison.Ordinal);
        if (end.State != InstallState.Committed && !_isSettled) _givenUp++;
        _isSettled = true;
    }

    private async Task Finish(UpdateSite site)
    {
        if (_isSettled) Publish(site);
        using (await site.Daemon.Pages.Post("/api/updates/look", ""))
        {
        }
        var end = await site.End($"{_published}");
        Assert.True(end.State == InstallState.Committed, $"{end.State}: {end.Reason}\n{site.Daemon.Log}");
        Assert.Equal($"{_published}", (await site.Model()).Version);
        _committed = end.Version;
    }
}
