using System.Text.RegularExpressions;

namespace EdgeAppliance.Tests.Architecture;

public sealed partial class BuildScriptTests
{
    /// <summary>Of tests that need an image or a binary, too, which another target makes.</summary>
    private static readonly string[] s_ofOtherTargets = ["qemu-system-arm", "qemu-utils", "qemu-user", "fdisk"];

    /// <summary>On a machine that has nothing yet, a test must not be skipped for want of a package that could have been had.</summary>
    [Fact]
    public void Test_PackagesThatSkippedTestsName_AreInstalled()
    {
        string script = File.ReadAllText(Path.Combine(ProjectReferences.Root, "build.sh"));
        int at = script.IndexOf("\n  test)", StringComparison.Ordinal);
        string target = script[at..script.IndexOf(";;", at, StringComparison.Ordinal)];
        var installed = Word().Matches(target).Select(match => match.Value).ToHashSet();
        var named = Directory.EnumerateFiles(Path.Combine(ProjectReferences.Root, "tests"), "*.cs", SearchOption.AllDirectories).Where(file => !file.Contains("/obj/"))
            .SelectMany(file => Package().Matches(File.ReadAllText(file))).SelectMany(match => (match.Groups[1].Value + match.Groups[2].Value).Split(' ')).Where(name => name.Length > 0).ToHashSet();
        Assert.True(named.Count > 15, string.Join(' ', named));
        Assert.Empty(named.Except(installed).Except(s_ofOtherTargets));
    }

    [GeneratedRegex("[a-z0-9.+-]+")]
    private static partial Regex Word();

    [GeneratedRegex("""apt-get install ([a-z0-9 .+-]+)\)|ProgramFact\([^,()]+, "([a-z0-9 .+-]+)"\)""")]
    private static partial Regex Package();
}
