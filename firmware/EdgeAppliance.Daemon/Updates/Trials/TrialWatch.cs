using EdgeAppliance.Inference.Repository;
using EdgeAppliance.Inference.Repository.Versions;

namespace EdgeAppliance.Daemon.Updates.Trials;

/// <summary>Begins trials, looks at them now and then, and has them end.</summary>
/// <remarks>Used by one thread at a time.</remarks>
internal sealed partial class TrialWatch(
    ModelUpdatesOptions options, VersionJournal journal, InstallOutcomes outcomes, ModelRepository repository, TimeProvider time, ILogger logger)
{
    private readonly TrialJudge _judge = new(options.Trial);
    private readonly TrialFaults _faults = new(options.Trial);
    private readonly List<RunningTrial> _running = [];
    private readonly List<WatchedCommit> _committed = [];

    /// <summary>Tries a version that lies in its place; where there is none to compare it with, it is committed at once.</summary>
    /// <exception cref="IOException">The disk is full, read-only or failing; the version is not used.</exception>
    public void Begin(LoadedModel candidate)
    {
        string model = candidate.Manifest.Name;
        try
        {
            if (repository.TryCurrent(model) is null)
            {
                outcomes.Commit(candidate, "There was no version before it to compare it with.");
                return;
            }
            if (journal.Of(model).UnderWay is { Stage: InstallStage.Verifying or InstallStage.Testing })
                journal.Change(model, journal.Of(model).OnTrial(time.GetUtcNow() + options.Trial.Duration));
            _running.Add(new RunningTrial(model, repository.Try(candidate), time.GetTimestamp()));
            Log.Begun(logger, model, candidate.Manifest.Version);
        }
        catch
        {
            candidate.Dispose();
            throw;
        }
    }

    /// <exception cref="IOException">The disk is full, read-only or failing; what could not be noted is decided again the next time.</exception>
    public void Look()
    {
        foreach (var running in _running.ToArray()) Look(running);
        foreach (var committed in _committed.ToArray()) Look(committed);
    }

    /// <summary>Takes what is on trial out of use without a decision: the next start begins the trial anew.</summary>
    /// <returns>The models whose trials were stopped.</returns>
    public IReadOnlyList<string> Stop()
    {
        string[] stopped = [.. _running.Select(running => running.Model)];
        foreach (var running in _running) repository.Drop(running.Trial);
        _running.Clear();
        return stopped;
    }

    private void Look(RunningTrial running)
    {
        var (model, trial, started) = running;
        var report = trial.Report;
        var verdict = _judge.Judge(report, time.GetElapsedTime(started), options.IsUsed(model));
        if (verdict.Decision == TrialDecision.Commit)
        {
            outcomes.Commit(trial.Candidate, verdict.Reason);
            _running.Remove(running);
            _committed.Add(new WatchedCommit(model, trial.Candidate.Manifest.Version, report.Current, time.GetTimestamp()));
        }
        else if (verdict.Decision == TrialDecision.RollBack)
        {
            _running.Remove(running);
            repository.Drop(trial);
            outcomes.RollBack(model, verdict.Reason!, verdict.Blocks);
        }
        else if (verdict.Decision == TrialDecision.Extend) Extend(running);
    }

    private void Look(WatchedCommit committed)
    {
        var now = repository.Status.FirstOrDefault(model => model.Name == committed.Model);
        bool isOver = now?.Version != committed.Version || now.TrialVersion is not null || time.GetElapsedTime(committed.At) > options.Trial.Duration;
        string? fault = isOver ? null : committed.Fault(now!.Runs, _faults);
        if (fault is not null) outcomes.GoBack(committed.Model, fault);
        if (isOver || fault is not null) _committed.Remove(committed);
    }

    /// <summary>Shows when the trial ends now; what is kept may be off, as a restart begins it anew.</summary>
    private void Extend(RunningTrial running)
    {
        var versions = journal.Of(running.Model);
        if (versions.UnderWay is not { } install) return;
        var endsAt = time.GetUtcNow() + options.Trial.DurationMax - time.GetElapsedTime(running.Started);
        journal.Publish(running.Model, versions.Restarted(install.Restarts, endsAt));
    }

    private static partial class Log
    {
        [LoggerMessage(5005, LogLevel.Information, "Model {Model} {Version} is on trial beside the version that runs")]
        public static partial void Begun(ILogger logger, string model, string version);
    }
}
