using System.Collections.Concurrent;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Inference.Repository;
using EdgeAppliance.Inference.Repository.Versions;
using ModelStatus = EdgeAppliance.Daemon.Http.Pages.ModelStatus;

namespace EdgeAppliance.Daemon.Updates;

/// <summary>What the page of models shows: how the repository's models do, and what the journal says of their versions. Any thread.</summary>
internal sealed class InstallPages(VersionJournal journal, ModelRepository repository)
{
    private const int InstallsMax = 50;

    /// <summary>Versions that nobody installed do not change while the appliance runs, so they are read once.</summary>
    private readonly ConcurrentDictionary<string, string?> _found = new(StringComparer.Ordinal);

    public IReadOnlyList<InstallStatus> Installs =>
        [.. journal.Models.SelectMany(model => model.Value.Installs.Select(install => Of(model.Key, install))).OrderByDescending(install => install.Id).Take(InstallsMax)];

    public IEnumerable<FailedUpdate> Blocked =>
        journal.Models.SelectMany(model => model.Value.Blocked.Select(blocked => new FailedUpdate(model.Key, blocked.Version, blocked.Reason)));

    public InstallStatus Of(PendingInstall pending) => Of(pending.Model, journal.Of(pending.Model).Installs.First(install => install.Id == pending.Id));

    public ModelsPage Page(IReadOnlyDictionary<string, IReadOnlyList<string>> usedBy) => new()
    {
        MemoryBytes = repository.MemoryBytes,
        MemoryBytesMax = repository.MemoryBytesMax,
        Models = [.. ModelPages.Of(repository.Status, usedBy).Select(WithVersions)],
        Installs = Installs,
    };

    private ModelStatus WithVersions(ModelStatus model)
    {
        var versions = journal.Of(model.Name);
        string? found = _found.GetOrAdd(model.Name, repository.FoundVersion);
        string[] all = found is null ? [.. versions.Versions] : [.. versions.Versions, found];
        string version = model.Version.Length > 0 ? model.Version : all.FirstOrDefault() ?? "";
        return model with
        {
            Version = version,
            PreviousVersion = all.SkipWhile(other => other != version).Skip(1).FirstOrDefault(),
            RollbackReason = versions.Installs.FirstOrDefault(install => install.Stage is InstallStage.Committed or InstallStage.RolledBack) is { Stage: InstallStage.RolledBack } last ? last.Reason : null,
        };
    }

    private static InstallStatus Of(string model, InstallEntry install) => new()
    {
        Id = install.Id,
        Model = model,
        Version = install.Version,
        State = StateOf(install.Stage),
        Reason = install.Reason,
        StartedAt = install.StartedAt,
        EndsAt = install.EndsAt,
    };

    private static InstallState StateOf(InstallStage stage) => stage switch
    {
        InstallStage.Verifying => InstallState.Verifying,
        InstallStage.Testing => InstallState.Testing,
        InstallStage.Trial => InstallState.Trial,
        InstallStage.Committed => InstallState.Committed,
        InstallStage.RolledBack => InstallState.RolledBack,
        InstallStage.Interrupted => InstallState.Interrupted,
        _ => InstallState.Refused,
    };
}
