using EdgeAppliance.Bundles;
using EdgeAppliance.Bundles.Reports;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Updates.Fetch;

namespace EdgeAppliance.Daemon.Updates.Hawkbit;

/// <summary>What this device has, and how bundles come in.</summary>
/// <param name="Report">Of its bundles, as they are now.</param>
/// <param name="Current">The version of a bundle that runs, or is in force; null where there is none.</param>
/// <param name="Installs">All that is known of installations.</param>
/// <param name="Install">Begins to install from a folder.</param>
internal sealed record HawkbitSite(Func<DeviceReport> Report, Func<string, string?> Current, Func<IReadOnlyList<InstallStatus>> Installs, Func<string, CancellationToken, Task<InstallResult>> Install)
{
    /// <summary>hawkBit takes a hundred of a device.</summary>
    private const int AttributesMax = 90;

    /// <summary>Which bundles may be of other kinds than a model: whoever publishes a model cannot bring a configuration in its place.</summary>
    public IReadOnlyCollection<string> Bundles { get; init; } = [];

    /// <summary>Whether a version may be taken that is older than what runs.</summary>
    public bool TakesOlder { get; init; }

    /// <summary>What this device lacks for a bundle; null where it lacks nothing.</summary>
    public Func<BundleManifest, Lacking?> Lacks { get; init; } = static _ => null;

    /// <returns>Why a bundle is not taken, whatever is in it; null where nothing speaks against it.</returns>
    public string? WhyNot(string name, string version, BundleKind kind)
    {
        if (kind != BundleKind.Model && !Bundles.Contains(name)) return $"{name} is a bundle of {BundleKinds.NameOf(kind)}, and updates.bundles does not name it.";
        if (!TakesOlder && Current(name) is { } runs && VersionOrder.Instance.Compare(version, runs) < 0) return $"{name} {version} is older than {runs}, which runs; updates.hawkbit.older does not allow that.";
        return null;
    }

    /// <summary>What the server is told of this device.</summary>
    public SortedDictionary<string, string> Attributes(string appliance)
    {
        var report = Report();
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["device"] = report.Device,
            ["appliance"] = appliance,
            ["architecture"] = System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(),
        };
        foreach (var (tag, value) in report.Tags) Add("tag." + tag, value);
        foreach (var bundle in report.Bundles)
        {
            if (bundle.State == ReportedState.Committed) Add("bundle." + bundle.Bundle, bundle.Version);
            else if (bundle.State is ReportedState.RolledBack or ReportedState.Refused) Add("failed." + bundle.Bundle, $"{bundle.Version}: {bundle.Reason}");
        }
        foreach (string name in Bundles)
            if (Current(name) is { } version) Add("bundle." + name, version);
        return all;

        void Add(string name, string value)
        {
            if (name.Length <= EdgeAppliance.Bundles.Hawkbit.DdiWriter.AttributeMax && all.Count < AttributesMax) all[name] = value;
        }
    }
}
