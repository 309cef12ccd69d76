using EdgeAppliance.Bundles;
using EdgeAppliance.Bundles.Reports;
using EdgeAppliance.Bundles.Rollouts;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Updates.Fetch;
using EdgeAppliance.Daemon.Updates.Rollouts;
using EdgeAppliance.Daemon.Updates.Shelf;

namespace EdgeAppliance.Daemon.Updates.Reported;

/// <summary>From the page of models and what rollouts hold back to what is told of them.</summary>
internal static class DeviceReports
{
    private const int BundlesMax = 100;
    private const int ReasonMax = 240;

    /// <param name="gate">Null where nothing is fetched.</param>
    /// <param name="fetched">What is being downloaded now.</param>
    /// <param name="shelf">Of bundles that are no single model, the newest first.</param>
    /// <param name="failed">What could not be fetched, the newest first.</param>
    public static DeviceReport Of(
        RolloutDevice device, ModelsPage page, RolloutGate? gate, (string Model, string Version)? fetched = null, IReadOnlyList<ShelfEntry>? shelf = null, IReadOnlyList<FailedVersion>? failed = null)
    {
        var bundles = new List<BundleReport>();
        foreach (var model in page.Models)
            if (model.Version.Length > 0) bundles.Add(Running(model, page.Installs, gate));
        foreach (var newest in page.Installs.GroupBy(install => install.Model).Select(installs => installs.MaxBy(install => install.Id)!))
            if (!bundles.Exists(known => known.Bundle == newest.Model && known.Version == newest.Version)) bundles.Add(Of(newest, gate));
        AddShelf(bundles, shelf ?? [], gate);
        AddFailed(bundles, failed ?? [], gate);
        if (fetched is { } offer && !bundles.Exists(known => known.Bundle == offer.Model && known.Version == offer.Version))
            bundles.Add(new BundleReport { Bundle = offer.Model, Version = offer.Version, Deployment = gate?.DeploymentOf(offer.Model, offer.Version), State = ReportedState.Downloading });
        foreach (var held in gate?.Held ?? [])
        {
            if (bundles.Exists(known => known.Bundle == held.Model && known.Version == held.Version)) continue;
            bundles.Add(new BundleReport { Bundle = held.Model, Version = held.Version, Deployment = held.Deployment, State = ReportedState.Waiting, Reason = Cut(held.Reason), Since = held.Since });
        }
        var ordered = bundles.OrderBy(bundle => bundle.Bundle, StringComparer.Ordinal).ThenBy(bundle => bundle.Version, StringComparer.Ordinal).Take(BundlesMax);
        return new DeviceReport { Device = device.Id, Tags = device.Tags, Bundles = [.. ordered] };
    }

    /// <summary>Of each name the version in force, and a newer one.</summary>
    private static void AddShelf(List<BundleReport> bundles, IReadOnlyList<ShelfEntry> shelf, RolloutGate? gate)
    {
        foreach (var entries in shelf.GroupBy(entry => entry.Name))
        {
            var inForce = entries.FirstOrDefault(entry => entry.State == InstallState.Committed);
            foreach (var entry in new[] { inForce, entries.First() })
                if (entry is not null && !bundles.Exists(known => known.Bundle == entry.Name && known.Version == entry.Version)) bundles.Add(Of(BundleDoor.Page(entry), gate));
        }
    }

    /// <summary>What came after the version that runs, and went no further than being looked at.</summary>
    private static void AddFailed(List<BundleReport> bundles, IReadOnlyList<FailedVersion> failed, RolloutGate? gate)
    {
        foreach (var (model, versions) in failed.GroupBy(one => one.Model).Select(group => (group.Key, group)))
        {
            var newest = versions.MaxBy(one => one.Version, VersionOrder.Instance)!;
            if (bundles.Exists(known => known.Bundle == model && VersionOrder.Instance.Compare(newest.Version, known.Version) <= 0)) continue;
            var state = newest.For == FailedFor.Now ? ReportedState.Waiting : ReportedState.Refused;
            bundles.Add(new BundleReport { Bundle = model, Version = newest.Version, Deployment = gate?.DeploymentOf(model, newest.Version), State = state, Reason = Cut(newest.Reason) });
        }
    }

    private static BundleReport Running(ModelStatus model, IReadOnlyList<InstallStatus> installs, RolloutGate? gate)
    {
        var last = installs.Where(install => install.Model == model.Name && install.Version == model.Version).MaxBy(install => install.Id);
        // Installed again, as its files were damaged, it may have failed this time while the old files run on.
        if (last is not null && last.State != InstallState.Committed) return Of(last, gate);
        return new BundleReport { Bundle = model.Name, Version = model.Version, Deployment = gate?.DeploymentOf(model.Name, model.Version), State = ReportedState.Committed, Since = last?.EndsAt };
    }

    private static BundleReport Of(InstallStatus install, RolloutGate? gate) => new()
    {
        Bundle = install.Model,
        Version = install.Version,
        Deployment = gate?.DeploymentOf(install.Model, install.Version),
        State = StateOf(install.State),
        Reason = install.State is InstallState.RolledBack or InstallState.Refused or InstallState.Interrupted ? Cut(install.Reason ?? "") : null,
        Since = install.IsUnderWay() ? install.StartedAt : install.EndsAt,
    };

    private static ReportedState StateOf(InstallState state) => state switch
    {
        InstallState.Verifying => ReportedState.Verifying,
        InstallState.Testing => ReportedState.Testing,
        InstallState.Trial => ReportedState.Canary,
        // It comes again, and counts as no failure.
        InstallState.Interrupted => ReportedState.Waiting,
        InstallState.Committed => ReportedState.Committed,
        InstallState.RolledBack => ReportedState.RolledBack,
        _ => ReportedState.Refused,
    };

    private static string Cut(string reason) => reason.Length <= ReasonMax ? reason : reason[..ReasonMax] + "…";
}
