using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using EdgeAppliance.Tests.Architecture;
using EdgeAppliance.Tests.Peers;

namespace EdgeAppliance.Tests.Image;

public sealed partial class UnitFileTests
{
    private static readonly string s_folder = Path.Combine(ProjectReferences.Root, "image", "systemd");

    /// <summary>systemd's own measure: 0 may do nothing, 10 may do all.</summary>
    [ProgramFact("/usr/bin/systemd-analyze", "systemd")]
    public async Task Unit_Exposure_IsAtMostTwo()
    {
        var (code, output) = await Run("/usr/bin/systemd-analyze", "security", "--offline=true", "--no-pager", "--threshold=20", Path.Combine(s_folder, "edge-appliance.service"));
        Assert.True(code == 0, output);
        double exposure = double.Parse(Exposure().Match(output).Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.InRange(exposure, 0.1, 2.0);
    }

    /// <summary>The published daemon under a systemd of its own: ready, in its sandbox, reading sensors, running a model, reloaded, killed, stopped.</summary>
    [BootFact]
    public async Task Unit_UnderSystemd_Works()
    {
        var (code, output) = await Run(Path.Combine(s_folder, "boot-test.sh"), BootFactAttribute.Published);
        Assert.True(code == 0, output);
    }

    /// <summary>A second card in a reader has partitions of the same names: which of them has the name is chance.</summary>
    [Fact]
    public void Image_Partitions_AreThoseOfItsOwnDisk()
    {
        string root = Path.Combine(ProjectReferences.Root, "image", "root");
        Assert.DoesNotContain(Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories), file => File.ReadAllText(file).Contains("partlabel", StringComparison.Ordinal));
    }

    /// <summary>The kernel loads no trigger of a light by itself, and all but the heartbeat are modules.</summary>
    [Fact]
    public void Image_TriggersOfTheLight_AreLoaded()
    {
        string light = File.ReadAllText(Path.Combine(ProjectReferences.Root, "tools", "edgectl", "Provision", "Apply", "StatusLight.cs"));
        string[] loaded = File.ReadAllLines(Path.Combine(ProjectReferences.Root, "image", "root", "etc", "modules-load.d", "edge.conf"));
        var used = Trigger().Matches(light).Select(match => match.Groups[1].Value).Except(["heartbeat"]).ToList();
        Assert.NotEmpty(used);
        Assert.All(used, trigger => Assert.Contains("ledtrig-" + trigger, loaded));
    }

    [GeneratedRegex("""Write\("trigger", "(\w+)"\)""")]
    private static partial Regex Trigger();

    [GeneratedRegex(@"exposure level.*: (\d+\.\d)")]
    private static partial Regex Exposure();

    private static async Task<(int Code, string Output)> Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync() + await errors;
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }
}
