using System.Text.Json;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Updates;
using EdgeAppliance.Daemon.Updates.Peers;
using EdgeAppliance.Inference.Repository.Versions;

namespace EdgeAppliance.Daemon.Running;

/// <summary>What the page of updates shows: what is fetched, and, where nothing is, what is installed.</summary>
internal static class UpdatesView
{
    private static readonly InstallStage[] s_ends = [InstallStage.Committed, InstallStage.RolledBack, InstallStage.Refused, InstallStage.Interrupted];

    public static UpdatesPage Page(RunningFetch fetch, ModelUpdates updates, PeerFiles peers)
    {
        var page = fetch.Page with { Failed = [.. fetch.Page.Failed, .. updates.Blocked], Ended = s_ends.ToDictionary(NameOf, updates.Ended), Peers = peers.Shelf };
        if (page.Model is not null || updates.Installs.FirstOrDefault(install => install.IsUnderWay()) is not { } install) return page;
        return page with { State = StateOf(install.State), Model = install.Model, Version = install.Version };
    }

    private static UpdateState StateOf(InstallState state) => state switch
    {
        InstallState.Verifying => UpdateState.Verifying,
        InstallState.Testing => UpdateState.Testing,
        _ => UpdateState.Trial,
    };

    private static string NameOf(InstallStage stage) => JsonNamingPolicy.CamelCase.ConvertName(stage.ToString());
}
