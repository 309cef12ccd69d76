using EdgeAppliance.FunctionalTests.Daemons;
using EdgeAppliance.Tests.Daemon.Updates.Hawkbit;
using EdgeAppliance.Tests.Inference;

namespace EdgeAppliance.FunctionalTests.Updates;

/// <summary>A daemon that a hawkBit server tells what to have, and the repository that vouches for it.</summary>
internal sealed class HawkbitSite : IDisposable
{
    private readonly string _token = Path.GetTempFileName();

    /// <param name="trial">Members of <c>models.trial</c>, each with a comma behind it.</param>
    public HawkbitSite(string trial = "")
    {
        File.WriteAllText(_token, "secret");
        Site = new UpdateSite(trial, $$"""
            "hawkbit": { "url": "{{Server.Address}}", "token": "${file:{{_token}}}", "pollLeast": "1s" },
            """);
    }

    public DdiServer Server { get; } = new();

    public UpdateSite Site { get; }

    public DaemonUnderTest Daemon => Site.Daemon;

    /// <summary>Publishes a bundle, and assigns it to the device.</summary>
    public DdiServerAction Deploy(TestBundle bundle, string ballast = "")
    {
        Site.Publish(bundle, ballast);
        return Server.Deploy(DdiServerModule.Of(Site.Folder.PathOf($"bundles/{bundle.Version}")));
    }

    /// <summary>Feeds readings until the server knows how an action has ended.</summary>
    public Task End(DdiServerAction action, double fed = 1) => Until($"action {action.Id} ends", () => !action.IsActive, fed);

    /// <summary>Feeds readings meanwhile.</summary>
    public Task Until(string what, Func<bool> isSo, double fed = 1) => Eventually.Becomes(what, async () =>
    {
        await Site.Feed(fed);
        return isSo();
    }, TimeSpan.FromSeconds(90), () => Daemon.Log);

    public void Dispose()
    {
        Site.Dispose();
        Server.Dispose();
        File.Delete(_token);
    }
}
