using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Inference.Repository;

namespace EdgeAppliance.Daemon.Updates.Sets;

/// <summary>Sets of models, which are installed, kept and taken back as one.</summary>
/// <remarks>Used by one thread at a time, but for <see cref="Last"/>.</remarks>
internal sealed class ModelSets
{
    private readonly SetJournal _journal;
    private readonly SetInstaller _installer;
    private readonly SetWatch _watch;
    private readonly InterruptedSet _interrupted;

    public ModelSets(SetJournal sets, SetWatch watch, VersionJournal journal, ModelInstaller installer, InstallOutcomes outcomes, TimeProvider time)
    {
        (_journal, _watch) = (sets, watch);
        _installer = new SetInstaller(sets, journal, installer, outcomes, watch, time);
        _interrupted = new InterruptedSet(sets, journal, outcomes, _installer, watch);
    }

    /// <summary>Null where none was ever installed.</summary>
    public SetInstall? Last => _journal.Last;

    /// <summary>Called after each change of <see cref="Last"/>; must not throw.</summary>
    public Action<SetInstall>? Changed { get => _journal.Changed; set => _journal.Changed = value; }

    /// <inheritdoc cref="SetInstaller.Install"/>
    public InstallResult Install(string name, string version, IReadOnlyList<string> folders) => _installer.Install(name, version, folders);

    public bool IsUnderWay(string model, string version) => _journal.UnderWay?.Has(model, version) == true;

    /// <inheritdoc cref="InterruptedSet.CleanUp"/>
    public IReadOnlyList<string> CleanUp(Action<string> restart)
    {
        _journal.Open();
        var anew = _interrupted.CleanUp(restart);
        _journal.Tell();
        return anew;
    }

    /// <inheritdoc cref="SetWatch.Begin"/>
    public void Begin(LoadedModel candidate) => _watch.Begin(candidate);

    /// <summary>Takes the set that is under way back for a member's sake, which is not to blame.</summary>
    public void GoBack(string culprit, string reason)
    {
        if (_journal.UnderWay is { } set) _watch.GoBack(set, culprit, reason, blocks: false);
    }

    /// <summary>Takes the set back that a version was committed with; which of its members is to blame nobody knows.</summary>
    /// <returns>False where it came with none.</returns>
    public bool TryTakeBack(string model, string version, string reason)
    {
        if (_journal.Last is not { Stage: SetStage.Committed } set || !set.Has(model, version)) return false;
        _watch.GoBack(set, null, reason, blocks: false);
        return true;
    }

    /// <inheritdoc cref="SetWatch.Look"/>
    public void Look() => _watch.Look();

    /// <inheritdoc cref="SetWatch.Stop"/>
    public IReadOnlyList<string> Stop() => _watch.Stop();
}
