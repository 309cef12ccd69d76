namespace EdgeAppliance.Bundles;

/// <summary>How manifests and repositories spell <see cref="BundleKind"/>.</summary>
public static class BundleKinds
{
    private static readonly string[] s_names = ["model", "models", "configuration", "prompts", "system"];

    public static string AllNames { get; } = string.Join(", ", s_names);

    public static string NameOf(BundleKind kind) => s_names[(int)kind];

    public static bool TryParse(string name, out BundleKind kind)
    {
        int at = Array.IndexOf(s_names, name);
        kind = (BundleKind)Math.Max(at, 0);
        return at >= 0;
    }
}
