namespace EdgeAppliance.Bundles.Requirements;

/// <summary>Reads <c>requires</c> of a manifest.</summary>
internal static class RequirementsParser
{
    private const int ArchitecturesMax = 8;
    private const int ProvidersMax = 16;
    private const int ChannelsMax = 4096;
    private const string RangeRule = "must be comparisons of versions, as '>=1.20 <2'";
    private static readonly string[] s_architectures = ["arm64", "x64"];

    public static BundleRequirements Parse(ManifestNode? node)
    {
        if (node is not { } requires || !requires.IsObject("architectures", "providers", "memory", "runtime", "appliance", "channels")) return BundleRequirements.None;
        return new BundleRequirements
        {
            Architectures = Texts(requires.Optional("architectures"), ArchitecturesMax, s_architectures.Contains, $"must be one of {string.Join(", ", s_architectures)}"),
            Providers = Providers(requires.Optional("providers")),
            MemoryBytes = Bytes(requires.Optional("memory")),
            Runtime = Range(requires.Optional("runtime")),
            Appliance = Range(requires.Optional("appliance")),
            Channels = Texts(requires.Optional("channels"), ChannelsMax, static _ => true, ""),
        };
    }

    private static List<ProviderRequirement> Providers(ManifestNode? node)
    {
        var providers = new List<ProviderRequirement>();
        foreach (var item in node?.Items(1, ProvidersMax) ?? [])
        {
            if (!item.IsObject("name", "driver")) continue;
            var driver = Range(item.Optional("driver"));
            if (item.Required("name")?.Text() is { } name) providers.Add(new ProviderRequirement(name, driver));
        }
        return providers;
    }

    private static VersionRange? Range(ManifestNode? node) => node?.Text(VersionRange.IsRange, RangeRule) is { } text ? VersionRange.Parse(text) : null;

    private static long Bytes(ManifestNode? node)
    {
        double? bytes = node?.Number();
        if (bytes is null or (>= 0 and <= 1L << 50)) return (long)(bytes ?? 0);
        node?.Fail("must be a number of bytes");
        return 0;
    }

    private static List<string> Texts(ManifestNode? node, int countMax, Func<string, bool> isValid, string rule)
    {
        var texts = new List<string>();
        foreach (var item in node?.Items(1, countMax) ?? [])
            if (item.Text(isValid, rule) is { } text) texts.Add(text);
        return texts;
    }
}
