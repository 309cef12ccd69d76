using EdgeAppliance.Inference.Repository.Versions;

namespace EdgeAppliance.Daemon.Updates.Sets;

/// <summary>Brings a set's members to what its file says when the appliance went down.</summary>
internal sealed class InterruptedSet(SetJournal sets, VersionJournal journal, InstallOutcomes outcomes, SetInstaller installer, SetWatch watch)
{
    /// <summary>To be called before any model is loaded.</summary>
    /// <param name="restart">Notes that a member's trial begins anew.</param>
    /// <returns>The models whose trials are to begin anew.</returns>
    /// <exception cref="IOException">The disk is full, read-only or failing.</exception>
    public IReadOnlyList<string> CleanUp(Action<string> restart)
    {
        if (sets.UnderWay is not { } set) return [];
        if (set.Stage == SetStage.Trial) return TryAnew(set, restart);
        if (set.Stage == SetStage.Verifying) CutShort(set);
        else if (set.Stage == SetStage.Committing)
        {
            foreach (var member in set.Members)
                if (journal.Of(member.Model).UnderWay?.Version == member.Version) outcomes.NoteCommitted(member.Model, null);
            sets.Change(set with { Stage = SetStage.Committed });
        }
        else
        {
            foreach (var member in set.Members) watch.TakeBack(set, member, null, blocks: false);
            sets.ChangeOrPublish(set with { Stage = SetStage.RolledBack });
        }
        return [];
    }

    private string[] TryAnew(SetInstall set, Action<string> restart)
    {
        foreach (var member in set.Members)
        {
            var install = journal.Of(member.Model).UnderWay;
            if (install is not { Stage: InstallStage.Trial } || install.Version != member.Version) watch.GoBack(set, member.Model, "It is not there any more.", blocks: false);
            else if (install.Restarts >= InterruptedInstalls.RestartsMax) watch.GoBack(set, null, $"The appliance went down {install.Restarts + 1} times while it was tried.", blocks: false);
            else continue;
            return [];
        }
        string[] models = [.. set.Members.Select(member => member.Model)];
        foreach (string model in models) restart(model);
        return models;
    }

    /// <summary>Again and again, the member that is being verified may be what brings the appliance down.</summary>
    private void CutShort(SetInstall set)
    {
        var cut = set.Members.LastOrDefault(member => journal.Of(member.Model).UnderWay is { } install && install.Version == member.Version);
        if (cut is null) sets.Change(set with { Stage = SetStage.Interrupted, Reason = "The appliance went down before it was copied." });
        else
        {
            int before = journal.Of(cut.Model).Installs.Skip(1).TakeWhile(install => install.Version == cut.Version && install.Stage == InstallStage.Interrupted).Count();
            bool isRefused = before >= InterruptedInstalls.RestartsMax;
            installer.Fail(set, cut.Model, isRefused ? $"The appliance went down {before + 1} times while it was verified." : "The installation was interrupted: the appliance went down while the model was verified.", isRefused);
        }
    }
}
