using EdgeAppliance.Daemon.Running;

namespace EdgeAppliance.Tests.Daemon.Running;

public sealed class ReloadTests
{
    [Fact]
    public async Task Run_UnchangedFile_ChangesNothing()
    {
        await using var site = await ApplianceUnderTest.Start(Configuration("a", """ "models": { "trial": { "rollBackIf": "p99Ms > 50 or drift > 0.3" } } """));
        var result = await Reload.Run(site.Appliance, CancellationToken.None);
        Assert.Empty(result.Errors);
        Assert.Empty(result.Changed);
    }

    [Fact]
    public async Task Run_AnotherCondition_IsRefused()
    {
        await using var site = await ApplianceUnderTest.Start(Configuration("a", """ "models": { "trial": { "rollBackIf": "p99Ms > 50" } } """));
        site.Configure(Configuration("a", """ "models": { "trial": { "rollBackIf": "p99Ms > 60" } } """));
        var result = await Reload.Run(site.Appliance, CancellationToken.None);
        Assert.StartsWith("models: changes only when the daemon starts", Assert.Single(result.Errors));
    }

    /// <summary>Two that come at once: what is in the file when the last of them has its turn is what runs then.</summary>
    [Fact]
    public async Task Run_FileChangesWhileAnotherIsApplied_TakesWhatIsThereAtItsTurn()
    {
        await using var site = await ApplianceUnderTest.Start(Configuration("a"));
        using var isHeld = new ManualResetEventSlim();
        using var goesOn = new ManualResetEventSlim();
        var held = Task.Run(() => site.Appliance.Change(
            () =>
            {
                isHeld.Set();
                goesOn.Wait();
                return (site.Appliance.Configuration, []);
            },
            CancellationToken.None));
        isHeld.Wait();

        site.Configure(Configuration("b"));
        var waiting = Reload.Run(site.Appliance, CancellationToken.None);
        site.Configure(Configuration("c"));
        goesOn.Set();

        Assert.True((await held).IsDone);
        Assert.True((await waiting).IsDone);
        Assert.Equal("c", site.Appliance.Configuration.Device.Tags["at"]);
    }

    private static string Configuration(string tag, string more = "") =>
        $$"""{ "device": { "id": "box", "tags": { "at": "{{tag}}" } }, "listen": { "http": "127.0.0.1:0" }, {{more}} }""";
}
