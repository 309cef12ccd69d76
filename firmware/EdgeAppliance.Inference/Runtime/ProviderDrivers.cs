namespace EdgeAppliance.Inference.Runtime;

/// <summary>Versions of the kernel's drivers that execution providers go through: what a model was built for may not run on another.</summary>
internal static class ProviderDrivers
{
    private const int VersionCharsMax = 64;

    /// <param name="root">Where the kernel's files are; another in tests.</param>
    /// <returns>Null where it has no driver of its own, or that tells no version.</returns>
    public static string? VersionOf(string provider, string root)
    {
        string? module = provider switch
        {
            "cuda" or "tensorrt" => "nvidia",
            "qnn" => "fastrpc",
            _ => null,
        };
        if (module is null) return null;
        try
        {
            string version = File.ReadAllText(Path.Combine(root, "sys/module", module, "version")).Trim();
            return version.Length is > 0 and <= VersionCharsMax ? version : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
