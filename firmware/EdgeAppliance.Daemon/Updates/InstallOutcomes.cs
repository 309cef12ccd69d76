using EdgeAppliance.Inference.Repository;
using EdgeAppliance.Inference.Repository.Versions;
using EdgeAppliance.Inference.Runtime;

namespace EdgeAppliance.Daemon.Updates;

/// <summary>Ends installations. What is to count is noted in the journal first and done in the process then; that a version is not to be
/// used holds whether it can be noted or not.</summary>
/// <remarks>Used by one thread at a time.</remarks>
internal sealed partial class InstallOutcomes(VersionJournal journal, ModelRepository repository, KeptVersions kept, TimeProvider time, ILogger logger)
{
    private readonly long[] _ended = new long[(int)InstallStage.Interrupted + 1];

    /// <param name="note">What the trial could not show; null where there is nothing to say.</param>
    /// <exception cref="IOException">The disk is full, read-only or failing; the version before runs on.</exception>
    public void Commit(LoadedModel candidate, string? note)
    {
        NoteCommitted(candidate.Manifest.Name, note);
        Use(candidate);
    }

    /// <summary>Notes that the version that is under way is the one that runs, from the next start on at the latest.</summary>
    /// <exception cref="IOException">The disk is full, read-only or failing.</exception>
    public void NoteCommitted(string model, string? note)
    {
        var versions = journal.Of(model).Committed(older => kept.Count(journal, model, older), note, time.GetUtcNow());
        journal.Change(model, versions);
        Count(InstallStage.Committed);
        Log.Committed(logger, model, versions.Versions[0], note ?? "it did well in its trial");
    }

    /// <summary>Has what was noted run from the next window on.</summary>
    public void Use(LoadedModel candidate)
    {
        repository.Keep(candidate);
        Sweep(candidate.Manifest.Name);
    }

    public void Refuse(string model, string reason)
    {
        var versions = journal.Of(model).Refused(reason, time.GetUtcNow());
        Count(InstallStage.Refused);
        Log.Refused(logger, model, versions.Installs[0].Version, reason);
        ChangeOrPublish(model, versions);
        Sweep(model);
    }

    /// <summary>Ends what the appliance's going down has cut short; it may be installed again.</summary>
    public void Interrupt(string model, string reason)
    {
        var versions = journal.Of(model).Interrupted(reason, time.GetUtcNow());
        Count(InstallStage.Interrupted);
        Log.Interrupted(logger, model, versions.Installs[0].Version, reason);
        ChangeOrPublish(model, versions);
        Sweep(model);
    }

    /// <summary>Ends a trial whose version is not in use any more.</summary>
    public void RollBack(string model, string reason, bool blocks)
    {
        var versions = journal.Of(model).RolledBack(reason, blocks, time.GetUtcNow());
        Count(InstallStage.RolledBack);
        Log.RolledBack(logger, model, versions.Installs[0].Version, reason);
        ChangeOrPublish(model, versions);
        Sweep(model);
    }

    /// <summary>Takes back what was committed, where there is a version to go back to.</summary>
    /// <param name="blocks">Whether the version itself is to blame, so that it is not taken again.</param>
    /// <exception cref="IOException">The disk is full, read-only or failing.</exception>
    public void GoBack(string model, string reason, bool blocks = true)
    {
        if (journal.Of(model).Versions.Count < 2 && repository.FoundVersion(model) is null) return;
        // The note comes first, as the repository goes by it.
        var versions = journal.Of(model).RolledBack(reason, blocks, time.GetUtcNow());
        Count(InstallStage.RolledBack);
        Log.RolledBack(logger, model, versions.Installs[0].Version, reason);
        journal.Change(model, versions);
        try
        {
            repository.Reload(model);
        }
        catch (ModelLoadException)
        {
            // Nothing else can be used either: the version stays in memory, and the repository has logged why.
        }
        Sweep(model);
    }

    public void Sweep(string model)
    {
        try
        {
            journal.Sweep(model);
        }
        catch (IOException e)
        {
            // The leftovers stay on the list, and are tried again with the next installation.
            Log.NotKept(logger, model, e.Message);
        }
    }

    /// <summary>How many installations have ended so, since the start.</summary>
    public long Ended(InstallStage stage) => Interlocked.Read(ref _ended[(int)stage]);

    private void Count(InstallStage stage) => Interlocked.Increment(ref _ended[(int)stage]);

    private void ChangeOrPublish(string model, ModelVersions versions)
    {
        try
        {
            journal.Change(model, versions);
        }
        catch (IOException e)
        {
            Log.NotKept(logger, model, e.Message);
            journal.Publish(model, versions);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5001, LogLevel.Information, "Model {Model} {Version} is committed: {Why}")]
        public static partial void Committed(ILogger logger, string model, string version, string why);

        [LoggerMessage(5002, LogLevel.Warning, "Model {Model} {Version} is rolled back: {Reason}")]
        public static partial void RolledBack(ILogger logger, string model, string version, string reason);

        [LoggerMessage(5003, LogLevel.Warning, "Model {Model} {Version} is refused: {Reason}")]
        public static partial void Refused(ILogger logger, string model, string version, string reason);

        [LoggerMessage(5006, LogLevel.Warning, "The installation of model {Model} {Version} is interrupted: {Reason}")]
        public static partial void Interrupted(ILogger logger, string model, string version, string reason);

        [LoggerMessage(5004, LogLevel.Error, "What became of model {Model} cannot be kept on disk: {Why}")]
        public static partial void NotKept(ILogger logger, string model, string why);
    }
}
