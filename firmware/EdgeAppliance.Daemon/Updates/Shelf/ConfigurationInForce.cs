using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Http.Pages;

namespace EdgeAppliance.Daemon.Updates.Shelf;

/// <summary>Reads the configuration that is in force: the device's own file, and where a configuration was installed, its sections in the place
/// of the own ones.</summary>
/// <param name="own">The device's own file.</param>
internal sealed class ConfigurationInForce(string own, BundleShelf shelf, ConfigContext context, TimeProvider time)
{
    private const string Down = "The appliance went down";

    public BundleShelf Shelf => shelf;

    public ConfigResult Read() => shelf.Configuration is { } entry ? ReadOver(FileOf(entry)) : ConfigReader.ReadFile(own, context);

    /// <summary>What would be in force with that file.</summary>
    public ConfigResult ReadOver(string file) => ConfigReader.ReadFile(file, context with { OwnFile = own });

    /// <summary>At a start that holds the state directory: an installed configuration that cannot be read any more, or that the appliance went
    /// down with too often, is gone back from.</summary>
    /// <exception cref="IOException">The state directory cannot be written to.</exception>
    public ConfigResult ReadAtStart()
    {
        if (shelf.Trial is { } trial)
        {
            if (trial.Restarts >= ConfigurationTrials.RestartsMax) GoBack(trial, $"{Down} {trial.Restarts + 1} times while it was tried.");
            else shelf.Change(trial.Id, entry => entry with { Restarts = entry.Restarts + 1 });
        }
        var read = Read();
        while (read.Configuration is null && shelf.Configuration is { } bad)
        {
            GoBack(bad, $"It cannot be read any more: {string.Join("; ", read.Errors.Take(4))}");
            read = Read();
        }
        return read;
    }

    private string FileOf(ShelfEntry entry)
    {
        string folder = shelf.FolderOf(entry);
        try
        {
            return Path.Combine(folder, Bundles.BundleFolder.Open(folder).Manifest.File);
        }
        catch (Bundles.BundleException)
        {
            // The reader then says that there is none.
            return Path.Combine(folder, Bundles.BundleManifest.FileName);
        }
    }

    private void GoBack(ShelfEntry entry, string reason) =>
        shelf.Change(entry.Id, bad => bad with { State = InstallState.RolledBack, Reason = reason, EndsAt = time.GetUtcNow() });
}
