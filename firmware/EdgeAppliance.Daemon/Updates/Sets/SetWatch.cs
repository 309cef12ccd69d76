using EdgeAppliance.Daemon.Updates.Trials;
using EdgeAppliance.Inference.Repository;
using EdgeAppliance.Inference.Repository.Versions;

namespace EdgeAppliance.Daemon.Updates.Sets;

/// <summary>Tries a set's members and decides of them as one: where all have done well all are kept, and where one has not all go back. What is decided is noted in the
/// set's own file before it is done to any member, so that a cut leaves all of them old or all of them new.</summary>
/// <remarks>Used by one thread at a time.</remarks>
internal sealed class SetWatch(SetJournal sets, ModelUpdatesOptions options, VersionJournal journal, InstallOutcomes outcomes, ModelRepository repository, TimeProvider time)
{
    private readonly TrialJudge _judge = new(options.Trial);
    private readonly TrialFaults _faults = new(options.Trial);
    private readonly List<MemberTrial> _members = [];
    private readonly List<WatchedCommit> _committed = [];

    /// <summary>Tries a member that lies in its place.</summary>
    /// <exception cref="IOException">The disk is full, read-only or failing; the version is not used.</exception>
    /// <exception cref="EdgeAppliance.Inference.Runtime.ModelLoadException">The version before it cannot be used.</exception>
    public void Begin(LoadedModel candidate)
    {
        string model = candidate.Manifest.Name;
        try
        {
            if (journal.Of(model).UnderWay is { Stage: InstallStage.Verifying or InstallStage.Testing })
                journal.Change(model, journal.Of(model).OnTrial(time.GetUtcNow() + options.Trial.Duration));
            var trial = repository.TryCurrent(model) is null ? null : repository.Try(candidate);
            _members.Add(new MemberTrial(candidate, trial, time.GetTimestamp()));
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
        if (sets.Last is { Stage: SetStage.Trial } trial) Judge(trial);
        else if (sets.Last is { Stage: SetStage.Committing } decided) Commit(decided);
        else if (sets.Last is { Stage: SetStage.GoingBack } failed) GoOnBack(failed);
        else if (sets.Last is { Stage: SetStage.Committed } committed) LookAfter(committed);
    }

    /// <summary>Takes what is on trial out of use without a decision: the next start begins the trials anew.</summary>
    /// <returns>The models whose trials were stopped.</returns>
    public IReadOnlyList<string> Stop()
    {
        string[] stopped = [.. _members.Select(member => member.Model)];
        Drop();
        return stopped;
    }

    /// <summary>Takes every member back.</summary>
    /// <param name="culprit">The member to blame; null where nobody knows.</param>
    public void GoBack(SetInstall set, string? culprit, string reason, bool blocks)
    {
        string why = culprit is null ? reason : $"{culprit}: {reason}";
        sets.ChangeOrPublish(set = set with { Stage = SetStage.GoingBack, Reason = why });
        Drop();
        foreach (var member in set.Members) TakeBack(set, member, member.Model == culprit ? reason : null, blocks && member.Model == culprit);
        sets.ChangeOrPublish(set with { Stage = SetStage.RolledBack });
    }

    /// <summary>Takes a member back that a decision is noted for.</summary>
    /// <param name="reason">Its own; null where it goes back for the set's sake.</param>
    public void TakeBack(SetInstall set, SetMember member, string? reason, bool blocks)
    {
        string why = reason ?? $"It came with {set.Name} {set.Version}, which was taken back as a whole: {set.Reason}";
        var versions = journal.Of(member.Model);
        if (versions.UnderWay?.Version == member.Version) outcomes.RollBack(member.Model, why, blocks);
        else if (versions is { Installs: [{ Stage: InstallStage.Committed } last, ..], Versions: [var runs, ..] } && last.Version == member.Version && runs == member.Version) outcomes.GoBack(member.Model, why, blocks);
    }

    /// <summary>What a failing disk has left half done.</summary>
    private void GoOnBack(SetInstall set)
    {
        foreach (var member in set.Members) TakeBack(set, member, null, blocks: false);
        sets.ChangeOrPublish(set with { Stage = SetStage.RolledBack });
    }

    private void Judge(SetInstall set)
    {
        foreach (var member in _members)
        {
            var verdict = VerdictOn(member);
            if (verdict.Decision == TrialDecision.RollBack)
            {
                GoBack(set, member.Model, verdict.Reason!, verdict.Blocks);
                return;
            }
        }
        if (_members.Count == set.Members.Count && _members.TrueForAll(member => VerdictOn(member).Decision == TrialDecision.Commit)) Commit(set);
    }

    private TrialVerdict VerdictOn(MemberTrial member) =>
        member.Trial is { } trial ? _judge.Judge(trial.Report, time.GetElapsedTime(member.Started), options.IsUsed(member.Model))
        : new TrialVerdict(TrialDecision.Commit, "There was no version before it to compare it with.");

    private void Commit(SetInstall set)
    {
        if (set.Stage != SetStage.Committing) sets.Change(set = set with { Stage = SetStage.Committing });
        foreach (var member in _members) outcomes.NoteCommitted(member.Model, VerdictOn(member).Reason);
        _committed.Clear();
        foreach (var member in _members)
        {
            if (member.Trial is { } trial) _committed.Add(new WatchedCommit(member.Model, member.Candidate.Manifest.Version, trial.Report.Current, time.GetTimestamp()));
            outcomes.Use(member.Candidate);
        }
        _members.Clear();
        sets.ChangeOrPublish(set with { Stage = SetStage.Committed });
    }

    private void LookAfter(SetInstall set)
    {
        foreach (var committed in _committed.ToArray())
        {
            var now = repository.Status.FirstOrDefault(model => model.Name == committed.Model);
            bool isOver = now?.Version != committed.Version || now.TrialVersion is not null || time.GetElapsedTime(committed.At) > options.Trial.Duration;
            if (isOver) _committed.Remove(committed);
            else if (committed.Fault(now!.Runs, _faults) is { } fault)
            {
                _committed.Clear();
                GoBack(set, committed.Model, fault, blocks: true);
                return;
            }
        }
    }

    private void Drop()
    {
        foreach (var member in _members)
        {
            if (member.Trial is { } trial) repository.Drop(trial);
            else member.Candidate.Dispose();
        }
        _members.Clear();
    }
}
