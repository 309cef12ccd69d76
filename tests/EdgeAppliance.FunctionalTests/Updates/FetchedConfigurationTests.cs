using EdgeAppliance.Daemon.Http.Pages;

namespace EdgeAppliance.FunctionalTests.Updates;

/// <summary>A configuration comes out of the repository, and the device's own file has another <c>updates</c> by then: the watch that has fetched it is replaced by what it brings about, and must not
/// be waited for.</summary>
public sealed class FetchedConfigurationTests
{
    private static readonly TimeSpan s_day = TimeSpan.FromDays(1);

    [DaemonFact]
    public async Task Look_ConfigurationReplacesTheWatchThatFetchedIt_IsTriedAndTheNextWatchGoesOn()
    {
        using var site = new UpdateSite(updates: """ "bundles": ["site-config"], """);
        await site.Daemon.StartReady();
        site.Publish(Configuration(site, "1"));
        site.Configure(every: "4d");

        await site.Look();

        await Eventually.Becomes("the configuration is kept", async () => await Newest(site) is { Version: "1", State: InstallState.Committed }, TimeSpan.FromSeconds(30), () => site.Daemon.Log);
        Assert.InRange((await site.Daemon.Pages.Updates()).NextLookAt!.Value - TimeProvider.System.GetUtcNow(), TimeSpan.Zero, 5 * s_day);
        site.Publish(Configuration(site, "2"));
        await site.Look();
        await Eventually.Becomes("the next one is fetched", async () => await Newest(site) is { Version: "2" }, TimeSpan.FromSeconds(30), () => site.Daemon.Log);
        Assert.Equal(0, await site.Daemon.Stop());
    }

    private static async Task<InstallStatus?> Newest(UpdateSite site) => (await site.Daemon.Pages.Installed()).Installs.FirstOrDefault();

    private static string Configuration(UpdateSite site, string version)
    {
        string folder = Directory.CreateDirectory(site.Folder.PathOf($"configurations/{version}")).FullName;
        File.WriteAllText(Path.Combine(folder, "bundle.json"), $$"""{ "format": 1, "kind": "configuration", "name": "site-config", "version": "{{version}}", "file": "appliance.json" }""");
        File.WriteAllText(Path.Combine(folder, "appliance.json"), """{ "pipelines": { "watch": { "from": "plc", "steps": [{ "type": "window", "size": 4 }, { "type": "infer", "model": "tiny" }] } } }""");
        return folder;
    }
}
