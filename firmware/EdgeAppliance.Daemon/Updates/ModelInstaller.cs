using EdgeAppliance.Bundles;
using EdgeAppliance.Daemon.Updates.Disk;
using EdgeAppliance.Daemon.Updates.Trials;
using EdgeAppliance.Inference.Repository;
using EdgeAppliance.Inference.Repository.Versions;
using EdgeAppliance.Inference.Runtime;

namespace EdgeAppliance.Daemon.Updates;

/// <summary>Brings a bundle into the repository: 1 copy it, 2 read its manifest, 3 note it in the journal, 4 run its golden test in a process of its own, and load it,
/// 5 move it to its place, 6 note that it is tried, or runs. Before the note of 6 it does not count, and after it it is whole.</summary>
/// <remarks>Used by one thread at a time.</remarks>
internal sealed class ModelInstaller(VersionJournal journal, BundleStaging staging, IUpdateDisk disk, ModelRepository repository, TrialGate gate)
{
    /// <summary>1 to 3.</summary>
    /// <exception cref="BundleException">It is no bundle.</exception>
    /// <exception cref="IOException">The disk is full, read-only or failing.</exception>
    public BegunInstall Begin(string path)
    {
        bool begun = false;
        try
        {
            string staged = staging.Take(path); // 1
            var manifest = BundleFolder.Open(staged).Manifest; // 2
            if (WhyNot(manifest.Name, manifest.Version) is { } refusal) return refusal;
            journal.MakeFolder(manifest.Name);
            var install = new InstallEntry(journal.NextId(), manifest.Version, InstallStage.Verifying, gate.Now);
            journal.Change(manifest.Name, journal.Sweep(manifest.Name).Begun(install)); // 3
            begun = true;
            return new BegunInstall(new PendingInstall(manifest.Name, manifest.Version, install.Id, staged), null);
        }
        finally
        {
            if (!begun) TryClear();
        }
    }

    /// <summary>4 and 5.</summary>
    /// <exception cref="ModelLoadException">It is not usable; the message says why.</exception>
    /// <exception cref="IOException">The disk is full, read-only or failing.</exception>
    public LoadedModel Place(PendingInstall pending)
    {
        journal.Change(pending.Model, journal.Of(pending.Model).Testing());
        gate.Prove(pending.Staged); // 4
        var model = repository.Load(pending.Staged);
        try
        {
            string place = journal.FolderOf(pending.Model, pending.Version);
            // What lay there under the same name is of no use: the journal has called it a leftover since 3.
            disk.Remove(place);
            disk.Rename(pending.Staged, place); // 5
            disk.SyncFolder(journal.FolderOf(pending.Model));
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    public void TryClear()
    {
        try
        {
            staging.Clear();
        }
        catch (IOException)
        {
            // The next installation, or the next start, clears it; and fails itself where it cannot.
        }
    }

    /// <returns>What stands in the way of a version; null where nothing does.</returns>
    public BegunInstall? WhyNot(string model, string version)
    {
        var versions = journal.Of(model);
        if (versions.UnderWay is { } other)
            return new(null, $"{model} {other.Version} is {(other.Stage == InstallStage.Trial ? "on trial" : "being verified")}; install {version} once that has ended.") { IsBusy = true };
        if (repository.TryCurrent(model)?.Manifest.Version == version) return new(null, $"{model} {version} is the version that runs.") { IsRunning = true };
        if (versions.Blocked.FirstOrDefault(blocked => blocked.Version == version) is { } known)
            return new(null, $"{model} {version} was rolled back on this appliance: {known.Reason} Install another version.") { IsBundlesFault = true };
        string place = journal.FolderOf(model, version);
        bool isOurs = versions.Versions.Contains(version) || versions.Leftovers.Contains(version);
        return isOurs || !Path.Exists(place) ? null : new(null, $"{place} is in the way, and was not made by an installation; move it elsewhere.");
    }
}
