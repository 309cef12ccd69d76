using EdgeAppliance.Bundles.Packing;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Updates.Sets;
using EdgeAppliance.Daemon.Updates.Shelf;
using EdgeAppliance.Daemon.Updates.Slots;
using EdgeAppliance.Tests.Inference;

namespace EdgeAppliance.Tests.Daemon.Updates.Shelf;

public sealed class BundleDoorTests : IDisposable
{
    private readonly ShelfWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Install_Prompts_AreListedAndOutliveARestart()
    {
        Assert.Null(await _world.Install(Prompts("1", "Hello")));
        Assert.Null(await _world.Install(Prompts("2", "Good day")));
        _world.Restart();

        var page = ShelfPage.Of(_world.Shelf);

        Assert.Equal(new PromptStatus("texts", "2", "greet", 8), Assert.Single(page.Prompts));
        Assert.Equal("texts 2 is here already.", await _world.Install(Prompts("2", "Good day")));
    }

    [Fact]
    public async Task Install_ManyVersions_KeepsTheLastTwo()
    {
        for (int version = 1; version <= 5; version++) Assert.Null(await _world.Install(Prompts($"{version}", "Hello")));

        string folder = Path.GetDirectoryName(_world.Shelf.FolderOf(_world.Shelf.Current("texts")!))!;
        Assert.Equal(["4", "5"], Directory.GetDirectories(folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Install_PromptThatIsNoText_IsRefused()
    {
        string folder = Prompts("1", "Hello");
        File.WriteAllBytes(Path.Combine(folder, "greet.txt"), [0xff, 0xfe, 0x80]);

        Assert.Equal("The prompt 'greet' is no text in UTF-8.", await _world.Install(folder));
        Assert.Empty(ShelfPage.Of(_world.Shelf).Prompts);
    }

    [Fact]
    public async Task Install_SeveralModels_AreInstalledAsOneAndFollowed()
    {
        string set = SetOfTwo();
        string archive = set + ".tar";
        using (var file = File.Create(archive)) BundlePacker.Pack(set, file);
        var begun = new SetInstall { Format = 1, Name = "set", Version = "3", Stage = SetStage.Trial, StartedAt = _world.Time.GetUtcNow(), Members = [new("tiny", "1.0.0"), new("other", "1.0.0")] };
        _world.OnSet = () =>
        {
            _world.Shelf.Follow(begun);
            return new InstallResult(null, null);
        };

        Assert.Null(await _world.Install(archive));

        Assert.Equal(["tiny", "other"], _world.Models);
        Assert.Equal(InstallState.Trial, Assert.Single(_world.Shelf.Entries).State);
        _world.Restart();
        _world.Shelf.Follow(begun with { Stage = SetStage.RolledBack, Reason = "tiny: It drifts." });
        Assert.Equal((InstallState.RolledBack, "tiny: It drifts."), (_world.Shelf.Entries[0].State, _world.Shelf.Entries[0].Reason));
        Assert.Contains("set 3 was rolled back: tiny: It drifts.", Assert.Single(_world.Shelf.Conditions).Text);
        _world.Shelf.Forget("set");
        _world.Shelf.Follow(begun with { Stage = SetStage.RolledBack });
        Assert.Empty(_world.Shelf.Entries);
    }

    [Fact]
    public async Task Install_SeveralModelsThatRunAlready_AreCommittedAtOnce()
    {
        _world.OnSet = () => new InstallResult(null, null) { IsRunning = true };

        Assert.Null(await _world.Install(SetOfTwo()));

        Assert.Equal(("set", "3"), (ShelfPage.Of(_world.Shelf).Models[0].Name, ShelfPage.Of(_world.Shelf).Models[0].Version));
    }

    [Fact]
    public async Task Install_OneOfSeveralIsNotForThisDevice_NoneIsInstalled()
    {
        string set = Set();
        TestBundle.Keeping("0.9").WriteTo(Path.Combine(set, "one"));
        (TestBundle.Keeping("0.9") with { Name = "other" }).WriteTo(Path.Combine(set, "two"));
        _world.WhyNot = manifest => manifest.Name == "other" ? "It is not for this device." : null;

        Assert.Equal("other: It is not for this device.", await _world.Install(set));

        Assert.Empty(_world.Models);
        Assert.Equal("other: It is not for this device.", Assert.Single(ShelfPage.Of(_world.Shelf).Installs).Reason);
    }

    [Fact]
    public async Task Install_OneOfSeveralMeetsAPassingObstacle_TheSetIsTakenAtAnotherTime()
    {
        _world.OnSet = () => new InstallResult(null, "other 0.9 is on trial.");

        Assert.Equal("other 0.9 is on trial.", await _world.Install(SetOfTwo()));
        Assert.Empty(_world.Shelf.Entries);
    }

    [Fact]
    public async Task Install_OneOfSeveralIsNoUse_TheSetIsRefused()
    {
        _world.OnSet = () => new InstallResult(null, "other 1.0.0 was rolled back.") { IsBundlesFault = true };

        Assert.Equal("other 1.0.0 was rolled back.", await _world.Install(SetOfTwo()));
        Assert.Equal(InstallState.Refused, Assert.Single(_world.Shelf.Entries).State);
    }

    [Fact]
    public async Task Install_ChannelsWereNotSeenYet_IsTakenAtAnotherTime()
    {
        string set = _world.Bundle("""{ "format": 1, "kind": "models", "name": "set", "version": "3", "models": ["one"], "requires": { "channels": ["flow"] } }""");
        TestBundle.Keeping("0.9").WriteTo(Path.Combine(set, "one"));
        _world.WhyNot = manifest => manifest.Requires.Channels.Count > 0 ? "no source here sends flow" : null;
        Assert.Equal("no source here sends flow", await _world.Install(set));
        Assert.Empty(_world.Shelf.Entries);

        _world.WhyNot = _ => null;

        Assert.Null(await _world.Install(set));
    }

    [Fact]
    public async Task Install_HostileArchive_IsRefusedAndLeavesNothing()
    {
        string folder = Prompts("1", "Hello");
        string archive = folder + ".tar";
        using (var file = File.Create(archive)) BundlePacker.Pack(folder, file);
        byte[] bytes = File.ReadAllBytes(archive);
        bytes[bytes.AsSpan().IndexOf("Hello"u8)] ^= 1;
        File.WriteAllBytes(archive, bytes);

        Assert.Contains("greet.txt is not the file", await _world.Install(archive));
        Assert.Empty(_world.Shelf.Entries);
    }

    [Fact]
    public async Task Install_SystemsArchive_IsPutWhereTheImageFindsIt()
    {
        string folder = _world.Bundle("""{ "format": 1, "kind": "system", "name": "os", "version": "1.1.0", "file": "os.raucb", "board": "box" }""", ("os.raucb", "hsqs and more"));
        string archive = folder + ".tar";
        using (var file = File.Create(archive)) BundlePacker.Pack(folder, file);
        Assert.Contains("does not run from one", await _world.Install(archive));
        _world.Image = new ImageState("1.0.0", "box", "A", "boot-1");
        _world.Restart();

        Assert.Null(await _world.Install(archive));

        Assert.Equal(InstallState.Verifying, Assert.Single(_world.Shelf.Entries).State);
        Assert.Equal("hsqs and more", File.ReadAllText(Path.Combine(_world.Shelf.FolderOf(_world.Shelf.Entries[0]), "os.raucb")));
        _world.Restart();
        Assert.True(Directory.Exists(_world.Shelf.FolderOf(_world.Shelf.Entries[0])));
    }

    [Fact]
    public async Task Shelf_FileIsDamaged_SaysSoAndBeginsAnew()
    {
        await _world.Install(Prompts("1", "Hello"));
        string file = Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(_world.Shelf.FolderOf(_world.Shelf.Entries[0]))!)!, "shelf.json");
        Assert.StartsWith("""{"format":1,"entries":[{"id":1,"kind":"prompts","name":"texts","version":"1","state":"committed",""", File.ReadAllText(file));
        File.WriteAllText(file, """{"format":1,"entries":[{"id":1,"kind":"prompts","name":"../..","version":"1","state":"committed","startedAt":"2026-01-02T03:04:05+00:00","endsAt":"2026-01-02T03:04:05+00:00"}]}""");

        _world.Restart();

        Assert.Equal("bundles.shelf-damaged", Assert.Single(_world.Shelf.Conditions).Code);
        Assert.Null(await _world.Install(Prompts("2", "Hello")));
        Assert.Empty(_world.Shelf.Conditions);
    }

    [Fact]
    public async Task Install_NameIsOfAnotherKindHere_IsRefusedWithAClearReason()
    {
        _world.WhyNot = new KindOfName(_world.Shelf, model => model == "runs" ? "1" : null).WhyNot;
        Assert.Null(await _world.Install(Prompts("1", "Hello")));

        Assert.StartsWith("'texts' is here as a bundle of the kind 'prompts', and 2 is of the kind 'configuration': a name keeps its kind. Publish it under another name, or have texts forgotten first",
            await _world.Install(_world.Bundle("""{ "format": 1, "kind": "configuration", "name": "texts", "version": "2", "file": "appliance.json" }""", ("appliance.json", "{}"))));
        Assert.StartsWith("'runs' is here as a bundle of the kind 'model', and 2 is of the kind 'prompts'",
            await _world.Install(_world.Bundle("""{ "format": 1, "kind": "prompts", "name": "runs", "version": "2", "prompts": { "a": "a.txt" } }""", ("a.txt", "a"))));
        Assert.StartsWith("'texts' is here as", await _world.Install((TestBundle.Keeping("0.9") with { Name = "texts" }).WriteTo(_world.Bundle("{}"))));
        Assert.Equal("1", _world.Shelf.Current("texts")!.Version);
        Assert.Null(await _world.Install(Prompts("2", "Good day")));
        _world.Shelf.Forget("texts");
        Assert.Null(await _world.Install((TestBundle.Keeping("0.9") with { Name = "texts" }).WriteTo(_world.Bundle("{}"))));
    }

    [Fact]
    public async Task Forget_Configuration_TheDevicesOwnIsInForceAgain()
    {
        await _world.Install(_world.Configuration("1", """{ "sources": {} }"""));
        Assert.True(_world.Shelf.Forget("site"));
        Assert.False(_world.Shelf.Forget("site"));

        Assert.Single(_world.InForce.Read().Configuration!.Sources);
    }

    private string SetOfTwo()
    {
        string set = Set();
        TestBundle.Keeping("0.9").WriteTo(Path.Combine(set, "one"));
        (TestBundle.Keeping("0.9") with { Name = "other" }).WriteTo(Path.Combine(set, "two"));
        return set;
    }

    private string Set() => _world.Bundle("""{ "format": 1, "kind": "models", "name": "set", "version": "3", "models": ["one", "two"] }""");

    private string Prompts(string version, string text) =>
        _world.Bundle($$"""{ "format": 1, "kind": "prompts", "name": "texts", "version": "{{version}}", "prompts": { "greet": "greet.txt" } }""", ("greet.txt", text));
}
