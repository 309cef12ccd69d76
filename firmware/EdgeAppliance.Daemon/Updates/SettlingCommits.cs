using EdgeAppliance.Daemon.Updates.Sets;
using EdgeAppliance.Inference.Repository.Versions;

namespace EdgeAppliance.Daemon.Updates;

/// <summary>Sees whether the appliance stays up with versions that were committed a short time ago, for as long as a trial lasts. Whether it goes down for a version's sake, or the
/// power fails, nobody can tell: that often in a row it is the version, and it is taken back. A stop that was asked for does not count.</summary>
/// <remarks>Used by one thread at a time.</remarks>
internal sealed class SettlingCommits(ModelUpdatesOptions options, VersionJournal journal, InstallOutcomes outcomes, ModelSets sets, TimeProvider time)
{
    // By the installations' numbers.
    private readonly Dictionary<long, long> _upSince = [];

    /// <summary>To be called at the start, before any model is loaded.</summary>
    /// <exception cref="IOException">The disk is full, read-only or failing.</exception>
    public void CountStart()
    {
        foreach (string model in Models())
        {
            // The set that it came with may have taken it back just now.
            if (journal.Of(model).Settling is not { } install) continue;
            _upSince[install.Id] = time.GetTimestamp();
            if (install.Restarts < InterruptedInstalls.RestartsMax) Count(model, install, 1);
            else TakeBack(model, install);
        }
    }

    /// <exception cref="IOException">The disk is full, read-only or failing.</exception>
    public void Look()
    {
        foreach (string model in Models())
        {
            long id = journal.Of(model).Settling!.Id;
            if (_upSince.TryAdd(id, time.GetTimestamp()) || time.GetElapsedTime(_upSince[id]) < options.Trial.Duration) continue;
            journal.Change(model, journal.Of(model).Settled());
            _upSince.Remove(id);
        }
    }

    /// <summary>The next start, which counts one more, follows a stop that was asked for.</summary>
    /// <exception cref="IOException">The disk is full, read-only or failing.</exception>
    public void Stopped()
    {
        foreach (string model in Models()) Count(model, journal.Of(model).Settling!, -1);
    }

    private string[] Models() => [.. journal.Models.Where(model => model.Value.Settling is not null).Select(model => model.Key)];

    private void Count(string model, InstallEntry install, int more) => journal.Change(model, journal.Of(model).Restarted(install.Restarts + more, install.EndsAt ?? time.GetUtcNow()));

    private void TakeBack(string model, InstallEntry install)
    {
        string reason = $"The appliance went down {install.Restarts + 1} times soon after it was committed.";
        if (!sets.TryTakeBack(model, install.Version, reason)) outcomes.GoBack(model, reason);
        // There was nothing to go back to.
        if (journal.Of(model).Settling is not null) journal.Change(model, journal.Of(model).Settled());
    }
}
