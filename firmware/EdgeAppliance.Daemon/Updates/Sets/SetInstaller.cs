using EdgeAppliance.Bundles;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Inference.Repository;
using EdgeAppliance.Inference.Repository.Versions;
using EdgeAppliance.Inference.Runtime;

namespace EdgeAppliance.Daemon.Updates.Sets;

/// <summary>Brings a set of models into the repository: 1 see that nothing stands in the way of any member; 2 note the set; 3 copy, prove and place each member that
/// does not run already; 4 begin all their trials; 5 note that the set is on trial. Where one fails before 5, none stays.</summary>
/// <remarks>Used by one thread at a time.</remarks>
internal sealed class SetInstaller(SetJournal sets, VersionJournal journal, ModelInstaller installer, InstallOutcomes outcomes, SetWatch watch, TimeProvider time)
{
    /// <param name="folders">Of the members' bundles, not needed any more when this returns.</param>
    /// <returns>Without an error where it is on trial, or runs already.</returns>
    /// <exception cref="BundleException">A member is no bundle.</exception>
    /// <exception cref="IOException">The disk is full, read-only or failing, and nothing was begun.</exception>
    public InstallResult Install(string name, string version, IReadOnlyList<string> folders)
    {
        if (sets.UnderWay is { } other) return new(null, $"{other.Name} {other.Version} is under way; install {name} {version} once that has ended.");
        var members = new List<(SetMember Member, string Folder)>();
        var refused = new List<BegunInstall>();
        foreach (string folder in folders) // 1
        {
            var manifest = BundleFolder.Open(folder).Manifest;
            if (members.Exists(known => known.Member.Model == manifest.Name)) throw new BundleException($"It holds {manifest.Name} twice.");
            var whyNot = installer.WhyNot(manifest.Name, manifest.Version);
            if (whyNot is null) members.Add((new SetMember(manifest.Name, manifest.Version), folder));
            else if (!whyNot.IsRunning) refused.Add(whyNot);
        }
        if (refused.Count > 0) return new(null, string.Join(" ", refused.Select(one => one.Error))) { IsBundlesFault = refused.TrueForAll(one => one.IsBundlesFault) };
        if (members.Count == 0) return new(null, null) { IsRunning = true };
        var set = new SetInstall { Format = 1, Name = name, Version = version, Stage = SetStage.Verifying, StartedAt = time.GetUtcNow(), Members = [.. members.Select(member => member.Member)] };
        sets.Change(set); // 2
        return Place(set, members);
    }

    /// <summary>Ends a set that did not get as far as its trial.</summary>
    /// <param name="isRefused">Whether the culprit is no use; else it may come again.</param>
    public void Fail(SetInstall set, string culprit, string reason, bool isRefused)
    {
        string why = $"{culprit}: {reason}";
        foreach (var (model, version) in set.Members)
        {
            if (journal.Of(model).UnderWay is not { } install || install.Version != version) continue;
            string ofSet = model == culprit ? reason : $"It came with {set.Name} {set.Version}, of which {why}";
            if (install.Stage == InstallStage.Trial) outcomes.RollBack(model, ofSet, blocks: false);
            else if (model == culprit && isRefused) outcomes.Refuse(model, reason);
            else outcomes.Interrupt(model, ofSet);
        }
        sets.ChangeOrPublish(set with { Stage = isRefused ? SetStage.Refused : SetStage.Interrupted, Reason = why });
    }

    private InstallResult Place(SetInstall set, List<(SetMember Member, string Folder)> members)
    {
        var loaded = new Queue<LoadedModel>();
        string culprit = members[0].Member.Model;
        try
        {
            foreach (var (member, folder) in members) // 3
            {
                culprit = member.Model;
                if (installer.Begin(folder) is not { Pending: { } pending }) throw new BundleException("It is another one suddenly.");
                loaded.Enqueue(installer.Place(pending));
            }
            while (loaded.TryDequeue(out var candidate)) // 4
            {
                culprit = candidate.Manifest.Name;
                watch.Begin(candidate);
            }
            sets.Change(set with { Stage = SetStage.Trial }); // 5
            return new InstallResult(null, null);
        }
        catch (Exception e)
        {
            bool isRefused = e is not IOException;
            foreach (var candidate in loaded) candidate.Dispose();
            watch.Stop();
            string reason = e switch
            {
                ModelLoadException or BundleException => e.Message,
                IOException => $"The repository cannot be written to: {e.Message}",
                _ => $"Verifying it failed: {e.Message}",
            };
            Fail(set, culprit, reason, isRefused);
            return new InstallResult(null, $"{culprit}: {reason}") { IsBundlesFault = isRefused };
        }
        finally
        {
            installer.TryClear();
        }
    }
}
