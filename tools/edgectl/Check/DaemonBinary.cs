namespace EdgeAppliance.Edgectl.Check;

/// <summary>Where the program <c>edge-appliance</c> is.</summary>
internal static class DaemonBinary
{
    public const string Name = "edge-appliance";

    /// <summary>Beside this program, else on PATH.</summary>
    /// <returns>Null where it is in neither.</returns>
    public static string? Find(string besides)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        return folders.Prepend(besides).Select(folder => Path.Combine(folder, Name)).FirstOrDefault(File.Exists);
    }
}
