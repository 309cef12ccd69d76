namespace EdgeAppliance.Bundles;

/// <summary>Reads what a manifest of a system has beside every other's.</summary>
internal static class SystemParser
{
    private const int ProvidersMax = 16;
    private const string VersionRule = "must be letters, digits, '.', '+' and '-', at most 64 characters";

    public static BundleManifest Parse(ManifestNode root, BundleManifest begun) => begun with
    {
        Board = root.Required("board")?.Text(BundlePath.IsName, "must be a-z, 0-9 and '-', at most 64 characters") ?? "",
        Provides = root.Optional("provides") is { } provides && provides.IsObject("appliance", "runtime", "providers")
            ? new SystemProvides(Version(provides.Optional("appliance")), Version(provides.Optional("runtime")), Providers(provides.Optional("providers")))
            : SystemProvides.Unknown,
    };

    private static string? Version(ManifestNode? node) => node?.Text(BundlePath.IsVersion, VersionRule);

    private static Dictionary<string, string?>? Providers(ManifestNode? node)
    {
        if (node is not { } list) return null;
        var providers = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var item in list.Items(1, ProvidersMax))
        {
            if (!item.IsObject("name", "driver")) continue;
            string? driver = Version(item.Optional("driver"));
            if (item.Required("name")?.Text() is { } name && !providers.TryAdd(name, driver)) item.Fail($"names '{name}' a second time");
        }
        return providers;
    }
}
