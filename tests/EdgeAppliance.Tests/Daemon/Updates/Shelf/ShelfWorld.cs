using EdgeAppliance.Core.Configuration;
using EdgeAppliance.Bundles;
using EdgeAppliance.Core.Health;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Updates.Disk;
using EdgeAppliance.Daemon.Updates.Shelf;
using EdgeAppliance.Daemon.Updates.Slots;
using EdgeAppliance.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.Tests.Daemon.Updates.Shelf;

/// <summary>A shelf in a folder, with an appliance around it that says and takes what the test wants.</summary>
internal sealed class ShelfWorld : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ShelfWorld()
    {
        File.WriteAllText(OwnFile, """{ "device": { "id": "own" }, "updates": { "url": "https://own.example/", "root": "/r" }, "sources": { "board": { "type": "system" } } }""");
        Restart();
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    public string OwnFile => Path.Combine(_folder.FullName, "appliance.json");

    public List<HealthCondition> Conditions { get; } = [];

    public int Reloads { get; private set; }

    public Func<ReloadResult> OnReload { get; set; } = () => new ReloadResult([], []);

    public List<string> Models { get; } = [];

    /// <summary>How the installation of a model, by its name, goes.</summary>
    public Func<string, InstallResult> OnModel { get; set; } = _ => new InstallResult(null, null);

    /// <summary>How the installation of several models as one goes.</summary>
    public Func<InstallResult> OnSet { get; set; } = () => new InstallResult(null, null) { IsRunning = true };

    public Func<BundleManifest, string?> WhyNot { get; set; } = _ => null;

    /// <summary>What the appliance runs from after the next restart; null where that is no image.</summary>
    public ImageState? Image { get; set; }

    public BundleShelf Shelf { get; private set; } = null!;

    public ConfigurationInForce InForce { get; private set; } = null!;

    public ConfigurationTrials Trials { get; private set; } = null!;

    public BundleDoor Door { get; private set; } = null!;

    /// <summary>As after kill -9: what is on the disk is all there is.</summary>
    public void Restart()
    {
        Shelf = new BundleShelf(_folder.FullName, new UpdateDisk(), Time);
        InForce = new ConfigurationInForce(OwnFile, Shelf, new ConfigContext(new SecretStore(_ => null), _ => new EdgeAppliance.Core.Steps.StepCatalog([])), Time);
        var around = new ConfigurationTrialSurroundings(file => InForce.ReadOver(file).Errors, Reload, () => Conditions, () => TimeSpan.FromMinutes(1));
        Trials = new ConfigurationTrials(Shelf, around, Time, NullLogger.Instance);
        var models = new ModelDoor(manifest => WhyNot(manifest), (path, _) => Install([path], OnModel), (_, folders, _) => Install(folders, _ => OnSet()));
        Door = new BundleDoor(Path.Combine(_folder.FullName, "unpacked"), Shelf, Trials, models, new SystemUpdates(Shelf, Image, new SystemSurroundings(_folder.FullName, _ => null, (_, _) => null, (_, _) => null), Time, NullLogger.Instance));
    }

    /// <summary>Writes a bundle's folder.</summary>
    public string Bundle(string manifest, params (string File, string Text)[] files)
    {
        string folder = Path.Combine(_folder.FullName, Path.GetRandomFileName());
        foreach (var (file, text) in files.Append(("bundle.json", manifest)))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, file))!);
            File.WriteAllText(Path.Combine(folder, file), text);
        }
        return folder;
    }

    public string Configuration(string version, string text) =>
        Bundle($$"""{ "format": 1, "kind": "configuration", "name": "site", "version": "{{version}}", "file": "appliance.json" }""", ("appliance.json", text));

    public async Task<string?> Install(string folder) => (await Door.Install(folder, CancellationToken.None)).Error;

    public void Dispose() => _folder.Dispose();

    private Task<InstallResult> Install(IReadOnlyList<string> folders, Func<string, InstallResult> on)
    {
        foreach (string folder in folders) Models.Add(BundleFolder.Open(folder).Manifest.Name);
        return Task.FromResult(on(Models[^1]));
    }

    private Task<ReloadResult> Reload(CancellationToken stop)
    {
        Reloads++;
        return Task.FromResult(OnReload());
    }
}
