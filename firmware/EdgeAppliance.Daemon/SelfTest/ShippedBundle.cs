namespace EdgeAppliance.Daemon.SelfTest;

/// <summary>The model <c>host-anomaly</c> as it is in the binary, so that the inference can be checked where nothing is installed.</summary>
internal static class ShippedBundle
{
    public const string Name = "host-anomaly";

    private const string Prefix = "self-test/";

    /// <summary>Writes the bundle into the folder <see cref="Name"/> below another.</summary>
    public static void Extract(string folder)
    {
        var assembly = typeof(ShippedBundle).Assembly;
        foreach (string resource in assembly.GetManifestResourceNames())
        {
            if (!resource.StartsWith(Prefix, StringComparison.Ordinal)) continue;
            string path = Path.Combine(folder, Name, resource[Prefix.Length..]);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using var from = assembly.GetManifestResourceStream(resource)!;
            using var to = File.Create(path);
            from.CopyTo(to);
        }
    }
}
