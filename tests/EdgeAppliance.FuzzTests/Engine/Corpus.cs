using System.Text;

namespace EdgeAppliance.FuzzTests.Engine;

/// <summary>The inputs kept in the repository.</summary>
internal static class Corpus
{
    public static string Root { get; } = FindRoot();

    /// <summary>What was once found and kept; nothing where the folder is not there, as git keeps no empty ones.</summary>
    public static IReadOnlyList<byte[]> Of(string folder) =>
        Directory.Exists(Path.Combine(Root, $"tests/EdgeAppliance.FuzzTests/Corpus/{folder}")) ? Files($"tests/EdgeAppliance.FuzzTests/Corpus/{folder}", "*") : [];

    /// <summary>Files of the repository by pattern, in the order of their names.</summary>
    public static IReadOnlyList<byte[]> Files(string folder, string pattern) =>
        [.. Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];

    public static IReadOnlyList<byte[]> Tokens(params IEnumerable<string> texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "EdgeAppliance.sln"))) return folder.FullName;
        throw new DirectoryNotFoundException("The tests do not run inside the repository.");
    }
}
