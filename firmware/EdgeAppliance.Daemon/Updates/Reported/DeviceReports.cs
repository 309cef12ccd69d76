using EdgeAppliance.Bundles.Reports;
using EdgeAppliance.Bundles.Rollouts;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Updates.Rollouts;

namespace EdgeAppliance.Daemon.Updates.Reported;

/// <summary>From the page of models and what rollouts hold back to what is told of them.</summary>
internal static class DeviceReports
{
    private const int BundlesMax = 100;
    private const int ReasonMax = 240;

    /// <param name="gate">Null where nothing is fetched.</param>
    /// <param name="fetched">What is being downloaded now.</param>
    public static DeviceReport Of(RolloutDevice device, ModelsPage page, RolloutGate? gate, (string Model, string Version)? fetched = null)
    {
        var bundles = new List<BundleReport>();
        foreach (var model in page.Models)
            if (model.Version.Length > 0) bundles.Add(Running(model, page.Installs, gate));
        foreach (var newest in page.Installs.GroupBy(install => install.Model).Select(installs => installs.MaxBy(install => install.Id)!))
            if (!bundles.Exists(known => known.Bundle == newest.Model && known.Version == newest.Version)) bundles.Add(Of(newest, gate));
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
