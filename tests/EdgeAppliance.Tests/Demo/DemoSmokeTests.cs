using System.Diagnostics;
using System.Text.Json;
using EdgeAppliance.Demo.Processes;
using EdgeAppliance.Tests.Storage;
using Xunit.Abstractions;

namespace EdgeAppliance.Tests.Demo;

/// <summary><c>./build.sh demo --smoke</c>: everything but the fault, which a machine that runs tests would hide.</summary>
public sealed class DemoSmokeTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Run_Smoke_EveryClaimHolds()
    {
        using var folder = new TemporaryFolder();
        var start = new ProcessStartInfo(Executables.Demo) { RedirectStandardOutput = true };
        foreach (string argument in new[] { "--smoke", "--plain", $"--out={folder.FullName}", $"--daemon={Path.Combine(AppContext.BaseDirectory, "edge-appliance")}" })
            start.ArgumentList.Add(argument);
        using var demo = Process.Start(start)!;
        output.WriteLine(await demo.StandardOutput.ReadToEndAsync());
        await demo.WaitForExitAsync();
        string log = await File.ReadAllTextAsync(Path.Combine(folder.FullName, "appliance.log"));
        Assert.True(demo.ExitCode == 0, log);
        using var summary = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(folder.FullName, "summary.json")));
        long Figure(string name) => summary.RootElement.GetProperty(name).GetInt64();
        Assert.InRange(Figure("produced"), 100, long.MaxValue);
        Assert.Equal((Figure("produced"), 0L, 0L, 0L), (Figure("delivered"), Figure("lost"), Figure("out_of_order"), Figure("processed_twice")));
        Assert.InRange(Figure("killed_with_backlog"), 1, long.MaxValue);
    }
}
