using System.Runtime.InteropServices;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Tests.Inference;

namespace EdgeAppliance.FunctionalTests.Updates;

/// <summary>A bad bundle of each kind, out of a repository, does not stay on the real daemon, which goes on with the version before it and says why: on the device and, over a real broker, to
/// who watches the fleet.</summary>
public sealed class BadBundleTests
{
    private const string OnesGolden = """[{"inputs":{"x":[1,1,1,1,1,1,1,1]},"outputs":{"y":[0.9,0.9,0.9,0.9,0.9,0.9,0.9,0.9]},"tolerance":0.01}]""";
    private const string Another = ""","requires":{"architectures":["@"]}""";

    public static TheoryData<string, string, string, string> Bad => new()
    {
        { "golden test fails", "", "refused", "The golden test fails: golden[0]: the result score is 0.08" },
        { "takes memory", "\"resident\": \"32MiB\",", "refused", "It takes " },
        { "slow", "", "rolledBack", "It is too slow: half of its runs take more than " },
        { "drifts", "\"drift\": 0.5,", "rolledBack", "It drifts: in half of " },
        { "always alarms", "", "rolledBack", "It alarms too often: its score is above the threshold in " },
        { "gives no number", "", "rolledBack", "It gave no usable result for " },
        { "breaks the operator's rule", "\"rollBackIf\": \"p50Ms > 0 and windows >= 5\",", "rolledBack", "models.trial.rollBackIf holds: p50Ms > 0 and windows >= 5 (p50Ms = " },
    };

    [DaemonTheory(Needs.Mosquitto)]
    [MemberData(nameof(Bad))]
    public async Task RollOut_Bad_DoesNotStay(string kind, string trial, string state, string reason)
    {
        // Of drift a handful of windows says nothing.
        using var site = new UpdateSite(trial, windows: kind == "drifts" ? 24 : 5, isWatched: true);
        await site.Daemon.StartReady();
        double fed = kind == "gives no number" ? -1 : 1;
        Assert.Equal(InstallState.Committed, (await site.Install(TestBundle.Keeping("0.9") with { Version = "1" }, fed)).State);
        await site.RollOut(Bundle(kind));
        var end = await site.End("2", fed);
        await SaysWhy(site, end, state, reason);
        await site.Feed(fed);
        Assert.Equal(0, await site.Daemon.Stop());
    }

    [DaemonFact(Needs.Mosquitto)]
    public async Task RollOut_WrongArchitecture_IsNotFetched()
    {
        const string reason = "It is not for this device: it is made for ";
        using var site = new UpdateSite(isWatched: true);
        await site.Daemon.StartReady();
        await site.Install(TestBundle.Keeping("0.9") with { Version = "1" });
        await site.RollOut(Bundle("wrong architecture"));
        await site.FleetWatchSays(reason);
        var page = await site.Daemon.Pages.Updates();
        Assert.StartsWith(reason, Assert.Single(page.Failed).Reason, StringComparison.Ordinal);
        Assert.Contains((await site.Daemon.Pages.Status()).Conditions, condition => condition.Code == "updates.not-taken" && condition.Text.Contains(reason, StringComparison.Ordinal));
        Assert.DoesNotContain(site.Server.Asked, path => path.Contains("/2/", StringComparison.Ordinal) && path.Contains("model.onnx", StringComparison.Ordinal));
        Assert.Equal("1", (await site.Model()).Version);
        // Brought by hand it fares no better.
        Assert.StartsWith(reason, (await site.Install(Bundle("wrong architecture"))).Reason, StringComparison.Ordinal);
    }

    [DaemonFact(Needs.Mosquitto)]
    public async Task RollOut_CrashesTheRuntime_IsRefusedWhileTheDaemonRunsOn()
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64) return;
        using var site = new UpdateSite(isWatched: true);
        await site.Daemon.StartReady();
        await site.Install(TestBundle.Keeping("0.9") with { Version = "1" });
        int id = site.Daemon.Id;
        await site.RollOut(new TestBundle("ends-its-process") { Version = "2" });
        var end = await site.End("2");
        Assert.Equal(id, site.Daemon.Id);
        Assert.False(site.Daemon.HasExited);
        await SaysWhy(site, end, "refused", "It crashes: the process that ran its golden test was ended by signal 8 (SIGFPE).");
    }

    [DaemonFact(Needs.Mosquitto)]
    public async Task RollOut_CrashesTheDaemonInItsTrial_IsRolledBackAfterAFewRestarts()
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64) return;
        using var site = new UpdateSite(isWatched: true);
        await site.Daemon.StartReady();
        await site.Install(TestBundle.Keeping("0.9") with { Version = "1" });
        await site.RollOut(new TestBundle("ends-its-process") { Version = "2", Golden = OnesGolden });
        int crashes = 0;
        await Eventually.Becomes("it is rolled back", async () =>
        {
            if (site.Daemon.HasExited)
            {
                // As systemd does. It may end again before it is ready, as the readings that it has not processed wait for it.
                crashes++;
                await site.Daemon.Ended();
                site.Daemon.Forget();
                site.Daemon.Start();
            }
            if (!await site.Daemon.Pages.IsReady()) return false;
            await site.Feed(0.5);
            return await Newest(site) is InstallState.RolledBack;
        }, TimeSpan.FromSeconds(120), () => site.Daemon.Log);
        Assert.Equal(4, crashes);
        await SaysWhy(site, (await site.Daemon.Pages.Models()).Installs[0], "rolledBack", "The appliance went down 4 times while it was tried.");
    }

    private static async Task<InstallState?> Newest(UpdateSite site)
    {
        try
        {
            return (await site.Daemon.Pages.Models()).Installs.FirstOrDefault()?.State;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException)
        {
            return null;
        }
    }

    private static TestBundle Bundle(string kind) => kind switch
    {
        "wrong architecture" => new TestBundle("keeps-0.92") { More = TestBundle.Keeping("0.92").More + Another.Replace("@", RuntimeInformation.ProcessArchitecture == Architecture.X64 ? "arm64" : "x64", StringComparison.Ordinal) },
        "golden test fails" => TestBundle.Keeping("0.9") with { Model = "keeps-0.92" },
        "slow" or "takes memory" => TestBundle.Keeping("0.9") with { Model = "keeps-0.9-slowly" },
        "drifts" => TestBundle.Keeping("0.6"),
        "always alarms" => TestBundle.Keeping("0"),
        "gives no number" => new TestBundle("logarithm") { Golden = """[{"inputs":{"x":[1,1,1,1,1,1,1,1]},"outputs":{"y":[0,0,0,0,0,0,0,0]},"tolerance":1}]""" },
        _ => TestBundle.Keeping("0.92"),
    } with { Version = "2" };

    private static async Task SaysWhy(UpdateSite site, InstallStatus end, string state, string reason)
    {
        Assert.Equal((state, "2"), (System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(end.State.ToString()), end.Version));
        Assert.StartsWith(reason, end.Reason, StringComparison.Ordinal);
        Assert.Equal(("1", null), ((await site.Model()).Version, (await site.Model()).TrialVersion));
        Assert.Contains((await site.Daemon.Pages.Status()).Conditions, condition => condition.Text.Contains(end.Reason!, StringComparison.Ordinal));
        Assert.Equal(1, (await site.Daemon.Pages.Updates()).Ended[state]);
        await site.FleetWatchSays(reason);
        Assert.Contains($"edge_updates_installs_total{{result=\"{state}\"}} 1", await site.Daemon.Pages.Text("/metrics"), StringComparison.Ordinal);
    }
}
