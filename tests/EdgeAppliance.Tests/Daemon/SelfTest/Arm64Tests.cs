using System.Diagnostics;

namespace EdgeAppliance.Tests.Daemon.SelfTest;

public sealed class Arm64Tests
{
    [Arm64Fact]
    public async Task SelfTest_UnderEmulation_EveryCheckHolds()
    {
        string[] arguments = ["-L", Path.Combine(Arm64FactAttribute.Folder, "root"), Arm64FactAttribute.Program, "--self-test"];
        using var process = Process.Start(new ProcessStartInfo(Arm64FactAttribute.Emulator, arguments) { RedirectStandardOutput = true })!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, output);
        Assert.Equal(5, output.Split('\n').Count(line => line.StartsWith("ok ", StringComparison.Ordinal)));
    }
}
