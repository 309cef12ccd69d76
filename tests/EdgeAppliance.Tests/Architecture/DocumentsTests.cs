using System.Text.RegularExpressions;

namespace EdgeAppliance.Tests.Architecture;

/// <summary>Documents name files and types that there are.</summary>
public sealed partial class DocumentsTests
{
    private static readonly string[] s_skipped = ["/bin/", "/obj/", "/artifacts/", "/.git/", "/node_modules/"];

    private static readonly string[] s_files =
        [.. Directory.EnumerateFiles(ProjectReferences.Root, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(ProjectReferences.Root, file)).Where(file => !s_skipped.Any(("/" + file).Contains))];

    public static TheoryData<string> Documents() => [.. s_files.Where(file => file.EndsWith(".md", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Document_NamesOfFiles_AreThere(string document)
    {
        string text = File.ReadAllText(Path.Combine(ProjectReferences.Root, document));
        var missing = FileName().Matches(text).Select(match => match.Groups[1].Value.TrimStart('.', '/')).Where(name => !s_files.Any(file => IsNamed(file, name)));
        Assert.Empty(missing);
    }

    /// <summary>Projects may be named without what all their names begin with.</summary>
    private static bool IsNamed(string file, string name) =>
        Ends(file, name) || Ends(file.Replace("EdgeAppliance.", "", StringComparison.Ordinal), name.Replace("EdgeAppliance.", "", StringComparison.Ordinal));

    private static bool Ends(string file, string name) => file == name || file.EndsWith("/" + name, StringComparison.Ordinal);

    [GeneratedRegex(@"`([\w./-]+\.(?:cs|cake|csproj|props|sh|py|service))`")]
    private static partial Regex FileName();
}
