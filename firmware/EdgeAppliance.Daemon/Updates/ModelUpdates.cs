using EdgeAppliance.Core.Health;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Inference.Repository;

namespace EdgeAppliance.Daemon.Updates;

/// <summary>Installs versions of models, tries them beside the old ones and keeps them or goes back. Any thread.</summary>
internal sealed class ModelUpdates(ModelUpdatesOptions options, ModelRepository repository, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    /// <summary>The last installations, newest first; kept over restarts.</summary>
    public IReadOnlyList<InstallStatus> Installs => [];

    public IReadOnlyList<HealthCondition> Conditions => [];

    /// <summary>Goes on with what a restart interrupted, and watches the drop folder from now on.</summary>
    public void Start() => _ = (options, time, logger);

    /// <summary>Begins to install a bundle, and does not wait for its trial. The bundle is not needed any more when the task is done.</summary>
    public Task<InstallResult> Install(string path, CancellationToken stop) => Task.FromResult(new InstallResult(null, $"{path} cannot be installed yet."));

    /// <param name="usedBy">The pipelines that use a model, by its name.</param>
    public ModelsPage Page(IReadOnlyDictionary<string, IReadOnlyList<string>> usedBy) =>
        new() { MemoryBytes = repository.MemoryBytes, MemoryBytesMax = repository.MemoryBytesMax, Models = ModelPages.Of(repository.Status, usedBy), Installs = Installs };

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
