using System.Xml.Linq;

namespace EdgeAppliance.Tests.Architecture;

/// <summary>What each project file of the repository names: the rooms' walls are drawn there, so they are checked there.</summary>
internal static class ProjectReferences
{
    public static string Root { get; } = FindRoot();

    /// <summary>Project name → names that its items of one kind include (projects by file name without ending).</summary>
    public static Dictionary<string, HashSet<string>> Of(string item) =>
        new[] { "firmware", "drivers", "tools" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.csproj", SearchOption.AllDirectories))
            .ToDictionary(file => Path.GetFileNameWithoutExtension(file), file => Includes(file, item));

    private static HashSet<string> Includes(string file, string item) =>
        XDocument.Load(file).Descendants(item)
            .Select(e => (string?)e.Attribute("Include") ?? "")
            .Select(include => item == "ProjectReference" ? Path.GetFileNameWithoutExtension(include.Replace('\\', '/')) : include)
            .ToHashSet();

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "EdgeAppliance.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests run outside the repository.");
    }
}
