namespace EdgeAppliance.FunctionalTests.Daemons;

/// <summary>Where things lie in the repository that the tests run in.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The daemon of this build, or the one that EDGE_DAEMON names, such as a published one.</summary>
    public static string Daemon { get; } = Environment.GetEnvironmentVariable("EDGE_DAEMON") is { Length: > 0 } other
        ? Path.GetFullPath(other, Root)
        : Path.Combine(Root, "firmware/EdgeAppliance.Daemon/bin", Configuration, "net10.0/edge-appliance");

    private static string Configuration => AppContext.BaseDirectory.Contains("/Debug/") ? "Debug" : "Release";

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "EdgeAppliance.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests run outside the repository.");
    }
}
