using EdgeAppliance.Demo.Processes;
using EdgeAppliance.FunctionalTests.Daemons;

namespace EdgeAppliance.FunctionalTests.Image;

/// <summary>The first start of a flashed card, emulated; the rest is <c>./build.sh image-test</c>.</summary>
public sealed class ImageSmokeTests
{
    private static readonly TimeSpan s_most = TimeSpan.FromMinutes(4);

    [ImageFact]
    public void Card_FirstStart_EverythingIsInPlace()
    {
        using var process = new ChildProcess(Path.Combine(Repository.Root, "image/test/run.sh"), ImageFactAttribute.Folder, "smoke");
        Assert.True(process.WaitForExit(s_most), process.Log);
        Assert.True(process.ExitCode == 0, process.Log);
        Assert.Contains("ok daemon ready", process.Log);
    }
}
