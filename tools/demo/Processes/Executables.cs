namespace EdgeAppliance.Demo.Processes;

/// <summary>Finds programs.</summary>
internal static class Executables
{
    /// <summary>Where Debian puts daemons; a user's own PATH mostly lacks them.</summary>
    private static readonly string[] s_daemons = ["/usr/local/sbin", "/usr/sbin"];

    /// <summary>This program itself, also where a test or a bench has it beside its own.</summary>
    public static string Demo => Path.Combine(AppContext.BaseDirectory, "demo");

    /// <returns>Null where it is not installed.</returns>
    public static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Where(folder => folder.Length > 0).Concat(s_daemons)
            .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}
