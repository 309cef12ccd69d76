using System.Collections.Immutable;
using EdgeAppliance.Bundles;
using EdgeAppliance.Daemon.Updates.Disk;
using EdgeAppliance.Inference.Repository.Versions;

namespace EdgeAppliance.Daemon.Updates;

/// <summary>The versions of all models, each model's in one file that is replaced whole. So a cut leaves a model in one state or the next, never between.</summary>
/// <remarks>Read by any thread; changed by one at a time.</remarks>
internal sealed class VersionJournal(string repository, IUpdateDisk disk)
{
    private ImmutableSortedDictionary<string, ModelVersions> _models = ImmutableSortedDictionary.Create<string, ModelVersions>(StringComparer.Ordinal);
    private ImmutableSortedDictionary<string, string> _damaged = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
    private long _lastId;

    /// <summary>By the models' names.</summary>
    public IReadOnlyDictionary<string, ModelVersions> Models => Volatile.Read(ref _models);

    /// <summary>Called after each change by the thread that makes it; must not throw or wait.</summary>
    public event Action? Changed;

    /// <summary>What is wrong with the file of a model, until it is written anew.</summary>
    public IReadOnlyDictionary<string, string> Damaged => Volatile.Read(ref _damaged);

    public ModelVersions Of(string model) => Models.GetValueOrDefault(model, ModelVersions.None);

    public string FolderOf(string model) => Path.Combine(repository, model);

    public string FolderOf(string model, string version) => Path.Combine(repository, model, version);

    public long NextId() => ++_lastId;

    /// <exception cref="IOException">The repository's folder cannot be read.</exception>
    public void Open()
    {
        if (!Directory.Exists(repository)) return;
        foreach (string folder in Directory.EnumerateDirectories(repository))
        {
            string model = Path.GetFileName(folder);
            if (!BundlePath.IsName(model)) continue;
            var versions = ModelVersions.ReadOrGuess(folder, out string? damage);
            if (damage is not null) Volatile.Write(ref _damaged, _damaged.SetItem(model, damage));
            if (ReferenceEquals(versions, ModelVersions.None)) continue;
            Publish(model, versions);
            foreach (var install in versions.Installs) _lastId = Math.Max(_lastId, install.Id);
        }
    }

    /// <summary>Makes the model's folder, whose files can then be kept.</summary>
    /// <exception cref="IOException">The disk is full, read-only or failing.</exception>
    public void MakeFolder(string model)
    {
        if (Directory.Exists(FolderOf(model))) return;
        disk.MakeFolder(FolderOf(model));
        disk.SyncFolder(repository);
    }

    /// <exception cref="IOException">The disk is full, read-only or failing: nothing has changed, as far as this process goes.</exception>
    public void Change(string model, ModelVersions versions)
    {
        WholeFile.Replace(disk, Path.Combine(FolderOf(model), ModelVersions.FileName), versions.ToUtf8());
        Volatile.Write(ref _damaged, _damaged.Remove(model));
        Publish(model, versions);
    }

    /// <summary>Makes so what cannot be kept: a restart finds the state before, and comes to the same end again.</summary>
    public void Publish(string model, ModelVersions versions)
    {
        Volatile.Write(ref _models, _models.SetItem(model, versions));
        Changed?.Invoke();
    }

    /// <summary>Deletes the folders of versions that are not wanted any more. The list is shortened with the next change.</summary>
    /// <returns>The model's versions without the leftovers that are gone.</returns>
    /// <exception cref="IOException">The disk is read-only or failing.</exception>
    public ModelVersions Sweep(string model)
    {
        var versions = Of(model);
        string[] there = [.. versions.Leftovers.Where(version => Path.Exists(FolderOf(model, version)))];
        foreach (string version in there) disk.Remove(FolderOf(model, version));
        // Only what is surely gone may be forgotten.
        if (versions.Leftovers.Count > 0 && Directory.Exists(FolderOf(model))) disk.SyncFolder(FolderOf(model));
        return versions with { Leftovers = [] };
    }
}
