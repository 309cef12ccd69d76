using System.Runtime.InteropServices;
using EdgeAppliance.Bundles;
using EdgeAppliance.Bundles.Requirements;
using EdgeAppliance.Core.Health;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Updates.Shelf;
using EdgeAppliance.Daemon.Updates.Slots;
using EdgeAppliance.Inference.Runtime;
using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Daemon.Running;

/// <summary>What is installed beside models one by one, and the door that bundles of every kind come in by.</summary>
internal sealed class RunningShelf : IAsyncDisposable
{
    private readonly Appliance _appliance;
    private readonly ConfigurationTrials _configurations;
    private readonly KindOfName _kinds;
    private readonly SystemUpdates _systems;

    public RunningShelf(Appliance appliance, ConfigurationInForce inForce)
    {
        _appliance = appliance;
        Shelf = inForce.Shelf;
        _kinds = new KindOfName(Shelf, RunningVersion);
        var around = new ConfigurationTrialSurroundings(
            file => inForce.ReadOver(file).Errors, stop => Reload.Run(appliance, stop), appliance.Board.Snapshot, () => appliance.Configuration.Models.Trial.Duration);
        _configurations = new ConfigurationTrials(Shelf, around, appliance.Around.Time, appliance.Around.Loggers.CreateLogger<ConfigurationTrials>());
        var models = new ModelDoor(WhyNot, appliance.Updates.Install, (set, folders, stop) => appliance.Updates.InstallSet(set.Name, set.Version, folders, stop));
        appliance.Updates.SetChanged = Shelf.Follow;
        string state = appliance.Around.State.Path;
        _systems = new SystemUpdates(Shelf, ImageState.Find(), new SystemSurroundings(state, Lacks, appliance.Fetch.WhyWait, appliance.Fetch.WhyNever), appliance.Around.Time, appliance.Around.Loggers.CreateLogger<SystemUpdates>());
        Door = new BundleDoor(Path.Combine(state, "unpacked"), Shelf, _configurations, models, _systems);
    }

    public BundleShelf Shelf { get; }

    public BundleDoor Door { get; }

    public IReadOnlyList<HealthCondition> Conditions => [.. Shelf.Conditions, .. _systems.Conditions];

    public void Start()
    {
        _configurations.Start();
        _systems.Start();
    }

    /// <returns>What this device lacks for a bundle, or has under its name; null where nothing is wrong.</returns>
    public string? WhyNot(BundleManifest manifest) => _kinds.WhyNot(manifest) ?? _systems.WhyNot(manifest) ?? RequirementCheck.WhyNot(manifest.Requires, MachineFacts.Of(_appliance.Models.Repository.MemoryBytesMax) with
    {
        Channels = manifest.Requires.Channels.Count > 0 ? _appliance.Live.Channels() : null,
    });

    /// <summary>A repository has versions of the system by that name.</summary>
    public void SystemOffered(string name)
    {
        if (_kinds.WhyNot(new BundleManifest { Kind = BundleKind.System, Name = name, Version = "0" }) is null) _systems.Offered(name);
    }

    /// <summary>Begins to install what was fetched and is trusted, in a folder: a model's is not copied once more, and a system's is moved.</summary>
    public Task<InstallResult> InstallFetched(string folder, CancellationToken stop)
    {
        try
        {
            return BundleFolder.Open(folder).Manifest.Kind switch
            {
                BundleKind.Model => _appliance.Updates.Install(folder, stop),
                BundleKind.System => Door.InstallTrusted(folder, stop),
                _ => Door.Install(folder, stop),
            };
        }
        catch (BundleException e)
        {
            return Task.FromResult(new InstallResult(null, e.Message) { IsBundlesFault = true });
        }
    }

    /// <returns>False where nothing of that name is installed.</returns>
    public async Task<bool> Forget(string name, CancellationToken stop)
    {
        bool isInForce = Shelf.Configuration?.Name == name;
        if (!Shelf.Forget(name)) return false;
        if (isInForce) await Reload.Run(_appliance, stop);
        return true;
    }

    /// <returns>The version of a model that runs; null where there is none.</returns>
    public string? RunningVersion(string model) =>
        _appliance.Updates.Page(_appliance.Pipelines.ModelUsers).Models.FirstOrDefault(known => known.Name == model)?.Version is { Length: > 0 } version ? version : null;

    /// <returns>The version of a bundle of any kind that runs, or is in force; null where there is none.</returns>
    public string? CurrentVersion(string name) => Shelf.Current(name)?.Version ?? RunningVersion(name);

    /// <summary>All that is known of installations, of models and of other bundles.</summary>
    public IReadOnlyList<InstallStatus> Installs => [.. _appliance.Updates.Installs, .. Shelf.Entries.Select(BundleDoor.Page)];

    public async ValueTask DisposeAsync()
    {
        await _systems.DisposeAsync();
        await _configurations.DisposeAsync();
    }

    private string? Lacks(SystemProvides provided)
    {
        var repository = _appliance.Models.Repository;
        var running = new List<RunningModel>();
        foreach (var model in repository.Status)
            if (model.Loaded && repository.TryCurrent(model.Name) is { } loaded) running.Add(new RunningModel(loaded.Manifest, model.Provider?.Name));
        return ProvidesCheck.WhyNot(provided, running, RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant());
    }
}
