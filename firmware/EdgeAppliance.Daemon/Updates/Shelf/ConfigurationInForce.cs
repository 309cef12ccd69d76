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

    /// <summary>At a start that holds the state directory: the newest that can be read counts. One that was tried and cannot be, or that the appliance
    /// went down with too often, is gone back from; one that was kept is passed over until the next start, since the own file may be what changed.</summary>
    /// <returns>Where none can be read, what is wrong with the own file; then nothing has become of those that were installed.</returns>
    /// <exception cref="IOException">The state directory cannot be written to.</exception>
    public ConfigResult ReadAtStart()
    {
        if (shelf.Trial is { } tried)
        {
            if (tried.Restarts >= ConfigurationTrials.RestartsMax) GoBack(tried, $"{Down} {tried.Restarts + 1} times while it was tried.");
            else Count(tried, 1);
        }
        var unread = new List<(ShelfEntry Entry, string Reason)>();
        foreach (var entry in shelf.Configurations)
        {
            var read = ReadOver(FileOf(entry));
            if (read.Configuration is not null) return LeaveOut(unread, read);
            unread.Add((entry, $"It cannot be read any more: {string.Join("; ", read.Errors.Take(4))}"));
        }
        var alone = ConfigReader.ReadFile(own, context);
        if (alone.Configuration is not null) return LeaveOut(unread, alone);
        if (shelf.Trial is { } trial) Count(trial, -1);
        return alone;
    }

    private ConfigResult LeaveOut(List<(ShelfEntry Entry, string Reason)> unread, ConfigResult read)
    {
        foreach (var (entry, reason) in unread)
        {
            if (entry.State == InstallState.Trial) GoBack(entry, reason);
            else shelf.PassOver(entry, reason);
        }
        return read;
    }

    private void Count(ShelfEntry trial, int restarts) => shelf.Change(trial.Id, entry => entry with { Restarts = entry.Restarts + restarts });

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
