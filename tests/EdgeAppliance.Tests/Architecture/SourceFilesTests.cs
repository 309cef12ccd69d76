namespace EdgeAppliance.Tests.Architecture;

public sealed class SourceFilesTests
{
    private static readonly string[] UnwantedFolders = ["Common", "Shared", "Helpers", "Utils"];

    private static IEnumerable<string> Sources() =>
        new[] { "firmware", "drivers", "tools" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(ProjectReferences.Root, folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains("/obj/") && !file.Contains("/bin/"));

    [Fact]
    public void Folders_HaveNamesThatSaySomething() =>
        Assert.DoesNotContain(Sources(), file => file.Split('/').Any(UnwantedFolders.Contains));

    [Fact]
    public void Suppressions_AreExplainedOnTheirLineOrTheOneAbove()
    {
        foreach (var file in Sources())
        {
            var lines = File.ReadAllLines(file);
            for (int i = 0; i < lines.Length; i++)
                if (lines[i].Contains("#pragma warning disable"))
                    Assert.True(lines[i].Contains("//") || (i > 0 && lines[i - 1].TrimStart().StartsWith("//")), $"{file}:{i + 1} gives no reason");
        }
    }

    [Fact]
    public void NoFile_NamesAPackageSource() =>
        Assert.DoesNotContain("<add", File.ReadAllText(Path.Combine(ProjectReferences.Root, "nuget.config")));
}
