using EdgeAppliance.Daemon.Updates.Sets;
using EdgeAppliance.Daemon.Updates.Trials;
using EdgeAppliance.Inference.Repository;
using EdgeAppliance.Inference.Repository.Versions;
using EdgeAppliance.Inference.Runtime;

namespace EdgeAppliance.Daemon.Updates;

/// <summary>Brings to an end, or goes on with, what was under way when the appliance went down. A trial begins anew, and only so often: its
/// version may be what brings the appliance down.</summary>
internal sealed class InterruptedInstalls(ModelUpdatesOptions options, VersionJournal journal, InstallOutcomes outcomes, TrialWatch watch, ModelRepository repository, ModelSets sets, TimeProvider time)
{
    public const int RestartsMax = 3;

    /// <returns>The models whose trials are to begin anew.</returns>
    /// <exception cref="IOException">The disk is full, read-only or failing.</exception>
    public IReadOnlyList<string> CleanUp()
    {
        // A set's members come to what its file says before each is looked at by itself.
        var anew = new List<string>(sets.CleanUp(Restart));
        int ofSet = anew.Count;
        foreach (var (model, versions) in journal.Models)
        {
            if (anew.IndexOf(model, 0, ofSet) >= 0) continue;
            if (versions.UnderWay is { Stage: InstallStage.Verifying or InstallStage.Testing } cut) CutShort(model, versions, cut);
            else if (versions.UnderWay is not { } trial) outcomes.Sweep(model);
            else if (trial.Restarts >= RestartsMax) outcomes.RollBack(model, $"The appliance went down {trial.Restarts + 1} times while it was tried.", blocks: true);
            else
            {
                Restart(model);
                anew.Add(model);
            }
        }
        return anew;
    }

    private void Restart(string model)
    {
        var versions = journal.Of(model);
        journal.Change(model, versions.Restarted(versions.UnderWay!.Restarts + 1, time.GetUtcNow() + options.Trial.Duration));
    }

    /// <summary>Before its trial; again and again, it may be what brings the appliance down.</summary>
    private void CutShort(string model, ModelVersions versions, InstallEntry cut)
    {
        int before = versions.Installs.Skip(1).TakeWhile(install => install.Version == cut.Version && install.Stage == InstallStage.Interrupted).Count();
        if (before >= RestartsMax) outcomes.Refuse(model, $"The appliance went down {before + 1} times while it was verified.");
        else outcomes.Interrupt(model, "The installation was interrupted: the appliance went down while the model was verified.");
    }

    /// <exception cref="IOException">The disk is full, read-only or failing.</exception>
    public void BeginAnew(string model)
    {
        // The set that it belongs to may have gone back meanwhile.
        if (journal.Of(model).UnderWay?.Version is not { } version) return;
        bool isOfSet = sets.IsUnderWay(model, version);
        try
        {
            var candidate = repository.Load(journal.FolderOf(model, version));
            if (isOfSet) sets.Begin(candidate);
            else watch.Begin(candidate);
        }
        catch (ModelLoadException e)
        {
            string reason = $"It cannot be used any more since the appliance was started anew: {e.Message}";
            if (isOfSet) sets.GoBack(model, reason);
            else outcomes.RollBack(model, reason, blocks: false);
        }
    }

    /// <summary>Has a stop that was asked for not count as the appliance going down.</summary>
    /// <exception cref="IOException">The disk is full, read-only or failing.</exception>
    public void Stopped(string model)
    {
        var versions = journal.Of(model);
        // The next start counts one more.
        if (versions.UnderWay is { } trial) journal.Change(model, versions.Restarted(trial.Restarts - 1, trial.EndsAt ?? time.GetUtcNow()));
    }
}
