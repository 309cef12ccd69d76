using System.Text.Json;
using EdgeAppliance.Bundles.Intake;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Tests.Daemon.Http;
using EdgeAppliance.Tests.Inference;
using EdgeAppliance.Tests.Storage;

namespace EdgeAppliance.Tests.Edgectl.Models;

public sealed class InstallCommandTests : IDisposable
{
    private static readonly InstallStatus Begun = new() { Id = 7, Model = "tiny", Version = "2", State = InstallState.Verifying, StartedAt = FakeAppliance.Start };
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Run_Folder_SendsTheBundlePacked()
    {
        await using var hosted = await HostedAppliance.Start();
        string[] sent = [];
        hosted.Appliance.OnInstall = path =>
        {
            sent = FilesOf(path);
            return new InstallResult(Begun, null);
        };
        string bundle = TestBundle.Keeping("0.9").WriteTo(Path.Combine(_folder.FullName, "tiny"));
        File.WriteAllText(Path.Combine(bundle, "notes.txt"), "not of the bundle");
        var run = await EdgectlRun.Of("models", "install", bundle, "--state", hosted.State.Path);
        Assert.Equal((0, "tiny 2 is being verified; 'edgectl models' shows how it goes on\n", ""), (run.Code, run.Output, run.Errors));
        Assert.Equal(["bundle.json", "model.onnx", "sbom.cdx.json"], sent);
    }

    [Fact]
    public async Task Run_File_SendsItAsItIs()
    {
        await using var hosted = await HostedAppliance.Start();
        byte[] sent = [];
        hosted.Appliance.OnInstall = path =>
        {
            sent = File.ReadAllBytes(path);
            return new InstallResult(null, "It is neither this nor that.");
        };
        File.WriteAllBytes(Path.Combine(_folder.FullName, "x.tar"), [1, 2, 3]);
        var run = await EdgectlRun.Of("models", "install", Path.Combine(_folder.FullName, "x.tar"), "--url", hosted.Url.ToString(), "--token", hosted.Host.FirstToken!);
        Assert.Equal(1, run.Code);
        Assert.Contains("It is neither this nor that.", Assert.Single(run.ErrorLines));
        Assert.Equal([1, 2, 3], sent);
    }

    [Theory]
    [InlineData("nothing", "cannot be read")]
    [InlineData(".", "is no bundle: bundle.json is missing.")]
    public async Task Run_NoBundle_SaysSoWithoutAsking(string path, string message)
    {
        var run = await EdgectlRun.Of("models", "install", Path.Combine(_folder.FullName, path), "--state", _folder.FullName);
        Assert.Equal(1, run.Code);
        Assert.Contains(message, Assert.Single(run.ErrorLines));
    }

    [Fact]
    public async Task Run_Wait_FollowsToTheCommit()
    {
        var run = await Wait(Begun with { State = InstallState.Committed, Reason = "No pipeline uses the model." });
        Assert.Equal(0, run.Code);
        Assert.StartsWith("tiny 2: trial", run.OutputLines[0], StringComparison.Ordinal);
        Assert.Equal("tiny 2 is committed: No pipeline uses the model.", run.OutputLines[^1]);
    }

    [Fact]
    public async Task Run_Wait_SaysWhyItWasRolledBack()
    {
        var run = await Wait(Begun with { State = InstallState.RolledBack, Reason = "It alarms too often." });
        Assert.Equal((1, "edgectl: tiny 2 was rolled back: It alarms too often.\n"), (run.Code, run.Errors));
    }

    [Fact]
    public async Task Run_WaitForARefusalAsJson_PrintsTheInstallation()
    {
        var run = await Wait(Begun with { State = InstallState.Refused, Reason = "The golden test fails." }, "--json");
        Assert.Equal((1, "edgectl: tiny 2 was refused: The golden test fails.\n"), (run.Code, run.Errors));
        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal("refused", json.RootElement.GetProperty("state").GetString());
    }

    [Fact]
    public async Task Run_WaitForWhatTheDaemonForgot_SaysSo()
    {
        var run = await Wait(Begun with { Id = 8 });
        Assert.Equal((1, "edgectl: the daemon does not know installation 7 any more\n"), (run.Code, run.Errors));
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Installs with --wait; the installation is on trial at the first look, and has ended at the next.</summary>
    private async Task<EdgectlRun> Wait(InstallStatus end, params string[] more)
    {
        await using var hosted = await HostedAppliance.Start();
        hosted.Appliance.OnInstall = _ => new InstallResult(Begun, null);
        hosted.Appliance.ModelsNow = Page(end.Id == Begun.Id ? Begun with { State = InstallState.Trial } : end);
        hosted.Appliance.OnModels = () => hosted.Appliance.ModelsNow = Page(end);
        string bundle = TestBundle.Keeping("0.9").WriteTo(Path.Combine(_folder.FullName, "tiny"));
        return await EdgectlRun.Of(["models", "install", bundle, "--wait", "--state", hosted.State.Path, .. more]);
    }

    private static ModelsPage Page(InstallStatus install) => new() { MemoryBytes = 0, MemoryBytesMax = 1, Installs = [install] };

    private static string[] FilesOf(string archive)
    {
        var files = new List<string>();
        BundleIntake.Read(archive, BundleLimits.Standard, (name, _, _) => files.Add(name));
        return [.. files];
    }
}
