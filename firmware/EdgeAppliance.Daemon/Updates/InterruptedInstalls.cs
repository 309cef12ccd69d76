using EdgeAppliance.Daemon.Updates.Trials;
using EdgeAppliance.Inference.Repository;
using EdgeAppliance.Inference.Repository.Versions;
using EdgeAppliance.Inference.Runtime;

namespace EdgeAppliance.Daemon.Updates;

/// <summary>Brings to an end, or goes on with, what was under way when the appliance went down. A trial begins anew, and only so often: its
/// version may be what brings the appliance down.</summary>
internal sealed class InterruptedInstalls(ModelUpdatesOptions options, VersionJournal journal, InstallOutcomes outcomes, TrialWatch watch, ModelRepository repository, TimeProvider time)
{
    public const int RestartsMax = 3;

    /// <returns>The models whose trials are to begin anew.</returns>
    /// <exception cref="IOException">The disk is full, read-only or failing.</exception>
    public IReadOnlyList<string> CleanUp()
    {
        var anew = new List<string>();
        foreach (var (model, versions) in journal.Models)
        {
            if (versions.UnderWay is { Stage: InstallStage.Verifying or InstallStage.Testing } cut) CutShort(model, versions, cut);
            else if (versions.UnderWay is not { } trial) outcomes.Sweep(model);
            else if (trial.Restarts >= RestartsMax) outcomes.RollBack(model, $"The appliance went down {trial.Restarts + 1} times while it was tried.", blocks: true);
            else
            {
                journal.Change(model, versions.Restarted(trial.Restarts + 1, time.GetUtcNow() + options.Trial.Duration));
                anew.Add(model);
            }
        }
        return anew;
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
        string version = journal.Of(model).UnderWay!.Version;
        try
        {
            watch.Begin(repository.Load(journal.FolderOf(model, version)));
        }
        catch (ModelLoadException e)
        {
            outcomes.RollBack(model, $"It cannot be used any more since the appliance was started anew: {e.Message}", blocks: false);
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
