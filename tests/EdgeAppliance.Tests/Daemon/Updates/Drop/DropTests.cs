using System.Formats.Tar;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Tests.Bundles.Intake;
using EdgeAppliance.Tests.Inference;
using EdgeAppliance.Tests.Inference.Steps;

namespace EdgeAppliance.Tests.Daemon.Updates.Drop;

public sealed class DropTests : IAsyncLifetime
{
    private static readonly ChannelSet AB = new("a", "b");
    private readonly UpdatedAppliance _appliance = new();

    public DropTests()
    {
        _appliance.TrialOf(windows: 2, seconds: 10);
        _appliance.Start();
        Look();
    }

    [Fact]
    public void Look_Folder_IsInstalledAndMovedToDone()
    {
        Drop(TestBundle.Keeping("0.9"));
        Look();
        Assert.True(Directory.Exists(PathOf("tiny")));
        LookUntilSettled();
        Assert.Equal((InstallState.Committed, "1.0.0"), (_appliance.Newest.State, _appliance.Newest.Version));
        Assert.True(File.Exists(PathOf("done/tiny/bundle.json")));
        Assert.Equal([".taken", "done", "refused"], Names().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Look_Archive_IsInstalled()
    {
        string folder = TestBundle.Keeping("0.9").WriteTo(_appliance.PathOf("bundle"));
        TestArchive.Pack(PathOf("tiny.tar.gz"), TarEntryFormat.Pax, Directory.GetFiles(folder).Select(file => ($"tiny/{Path.GetFileName(file)}", File.ReadAllBytes(file))));
        LookUntilSettled();
        Assert.Equal(InstallState.Committed, _appliance.Newest.State);
        Assert.True(File.Exists(PathOf("done/tiny.tar.gz")));
    }

    [Fact]
    public void Look_StillBeingCopied_Waits()
    {
        File.WriteAllText(PathOf("tiny.tar"), "first");
        Look();
        for (int i = 0; i < 5; i++)
        {
            File.AppendAllText(PathOf("tiny.tar"), "more");
            Look();
        }
        Assert.True(File.Exists(PathOf("tiny.tar")));
        LookUntilSettled();
        Assert.Contains("tiny.tar is neither a .tar nor", Reason("tiny.tar"));
    }

    [Fact]
    public void Look_FolderLacksAFile_WaitsAMinuteAndSaysWhich()
    {
        Drop(TestBundle.Keeping("0.9"));
        File.Delete(PathOf("tiny/model.onnx"));
        for (int i = 0; i < 30; i++) Look();
        Assert.True(Directory.Exists(PathOf("tiny")));
        LookUntilSettled();
        Assert.Equal("model.onnx is missing.\n", Reason("tiny"));
    }

    [Fact]
    public void Look_GoldenTestFails_IsMovedToRefusedWithTheReason()
    {
        Drop(TestBundle.Keeping("0.9") with { Model = "keeps-0.92" });
        LookUntilSettled();
        Assert.Equal(InstallState.Refused, _appliance.Newest.State);
        Assert.StartsWith("The golden test fails: golden[0]: the result score is 0.08", Reason("tiny"), StringComparison.Ordinal);
        Assert.True(File.Exists(PathOf("refused/tiny/bundle.json")));
    }

    [Fact]
    public void Look_Trial_EndsBeforeTheNextIsTaken()
    {
        Drop(TestBundle.Keeping("0.9"));
        LookUntilSettled();
        Drop(TestBundle.Keeping("0.92") with { Version = "2" }, "a");
        Drop(TestBundle.Keeping("0") with { Version = "3" }, "b");
        UpdatedAppliance.Until(() => Look() && _appliance.Trial is not null);
        Look();
        Look();
        Assert.True(Directory.Exists(PathOf("b")));
        Run();
        UpdatedAppliance.Until(() => Look() && Directory.Exists(PathOf("done/a")) && _appliance.Trial is not null);
        Run();
        UpdatedAppliance.Until(() => Look() && Directory.Exists(PathOf("refused/b")));
        Assert.Equal([InstallState.RolledBack, InstallState.Committed, InstallState.Committed], _appliance.Updates.Installs.Select(install => install.State));
        Assert.Contains("It alarms too often", Reason("b"));
    }

    [Theory]
    [InlineData(".tiny")]
    [InlineData("tiny.tar.gz.part")]
    [InlineData("tiny~")]
    public void Look_NameOfACopyUnderWay_IsLeftAlone(string name)
    {
        File.WriteAllText(PathOf(name), "x");
        for (int i = 0; i < 40; i++) Look();
        Assert.True(File.Exists(PathOf(name)));
    }

    [Fact]
    public void Look_Link_IsRefused()
    {
        File.CreateSymbolicLink(PathOf("tiny"), _appliance.PathOf("elsewhere"));
        LookUntilSettled();
        Assert.Equal("It is a link, which is not followed.\n", Reason("tiny"));
    }

    [Fact]
    public void Look_Many_KeepsTheLast()
    {
        for (int i = 10; i < 35; i++)
        {
            File.WriteAllText(PathOf($"{i}.tar"), "x");
            LookUntilSettled();
        }
        Assert.Equal(Enumerable.Range(15, 20).Select(i => $"{i}.tar"), Directory.GetFiles(PathOf("refused"), "*.tar").Select(Path.GetFileName).Order());
        Assert.Equal(20, Directory.GetFiles(PathOf("refused"), "*.reason.txt").Length);
    }

    [Fact]
    public async Task Start_BundleThatBroughtTheApplianceDown_IsNotTriedAgain()
    {
        await _appliance.Stop();
        TestBundle.Keeping("0.9").WriteTo(PathOf(".taken/new/tiny"));
        _appliance.Start();
        Look();
        Assert.Equal("The installation was interrupted: the appliance went down while the bundle was copied.\n", Reason("tiny"));
        Assert.Empty(_appliance.Updates.Installs);
    }

    [Fact]
    public async Task Start_DroppedBundleIsOnTrial_SettlesItWhenThatEnds()
    {
        Drop(TestBundle.Keeping("0.9"));
        LookUntilSettled();
        Drop(TestBundle.Keeping("0.92") with { Version = "2" });
        UpdatedAppliance.Until(() => Look() && _appliance.Trial is not null);
        await _appliance.Stop();
        _appliance.Start();
        Run();
        LookUntilSettled();
        Assert.Contains("\"version\":\"2\"", File.ReadAllText(PathOf("done/tiny/bundle.json")));
    }

    [Fact]
    public void Look_FolderIsGone_IsMadeAnew()
    {
        Directory.Delete(_appliance.Options.Drop, recursive: true);
        Look();
        Assert.Equal("updates.drop", Assert.Single(_appliance.Updates.Conditions).Code);
        Look();
        Assert.Empty(_appliance.Updates.Conditions);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _appliance.DisposeAsync().AsTask();

    private string PathOf(string name) => Path.Combine(_appliance.Options.Drop, name);

    private string Reason(string name) => File.ReadAllText(PathOf($"refused/{name}.reason.txt"));

    private void Drop(TestBundle bundle, string name = "tiny") => bundle.WriteTo(PathOf(name));

    private IEnumerable<string> Names() => Directory.GetFileSystemEntries(_appliance.Options.Drop).Select(path => Path.GetFileName(path));

    /// <summary>Lets one look into the folder pass, with what it begins.</summary>
    private bool Look()
    {
        _appliance.Tick(2);
        UpdatedAppliance.Until(() => !_appliance.Updates.IsBusy && !_appliance.Updates.IsLookingAtDrop);
        return true;
    }

    private void LookUntilSettled() =>
        UpdatedAppliance.Until(() => Look() && Names().All(name => name is "done" or "refused" or ".taken") && Directory.GetFileSystemEntries(PathOf(".taken")).Length == 0);

    private void Run()
    {
        var trial = _appliance.Trial!;
        var chain = new InferHarness(_appliance.Repository, """[{"type":"window","size":4},{"type":"infer","model":"tiny"}]""");
        for (int i = 0; i < 8; i++) chain.Push(AB, [1, 1]);
        UpdatedAppliance.Until(() => trial.Report is { RunningFor.Ticks: 0, Current.Runs: 2 });
        _appliance.Tick(10);
    }
}
