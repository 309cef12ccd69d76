using EdgeAppliance.Core.Health;
using EdgeAppliance.Core.Pictures;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Health;

namespace EdgeAppliance.Daemon.Running;

/// <summary>The pipelines, and the few threads that advance them. One whose beginning the store cannot tell yet is started later.</summary>
/// <remarks>Changed by one caller at a time; looked at by any.</remarks>
internal sealed class RunningPipelines(Parts parts, ModelRoom models) : IAsyncDisposable
{
    /// <summary>The boards have four cores and a site to serve.</summary>
    private readonly PipelinePool _pool = new(Math.Clamp(Environment.ProcessorCount / 2, 1, 4), parts.Time);

    private volatile IReadOnlyDictionary<string, RunningPipeline> _pipelines = new Dictionary<string, RunningPipeline>();

    public IReadOnlyCollection<RunningPipeline> All => [.. _pipelines.Values];

    public IReadOnlyList<HealthCondition> Conditions => [.. OfRunners(runner => runner.Condition), .. OfRunners(runner => runner.Lost), .. OfRunners(runner => runner.Unfit), .. SpentBudgets(), .. RefusedPictures()];

    /// <summary>The pipelines that run a model, by its name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> ModelUsers => _pipelines.Values
        .SelectMany(pipeline => pipeline.Configuration.Models.Select(model => (model, pipeline.Configuration.Name)))
        .GroupBy(use => use.model, use => use.Name)
        .ToDictionary(uses => uses.Key, uses => (IReadOnlyList<string>)[.. uses]);

    public bool AllStarted => _pipelines.Values.All(pipeline => pipeline.Runner is not null);

    public PipelineRunner? Find(string name) => _pipelines.TryGetValue(name, out var pipeline) ? pipeline.Runner : null;

    /// <summary>Makes the pipelines those of a configuration; what did not change is not touched.</summary>
    /// <returns>The paths of what changed.</returns>
    public async Task<IReadOnlyList<string>> Apply(ApplianceConfiguration configuration)
    {
        var ended = _pipelines.Values.Where(old => !configuration.Pipelines.TryGetValue(old.Configuration.Name, out var wanted) || wanted.Fingerprint != old.Configuration.Fingerprint).ToList();
        var next = _pipelines.Values.Except(ended).ToDictionary(pipeline => pipeline.Configuration.Name);
        foreach (var old in ended) await Stop(old);
        SetPipelines(configuration);
        var changed = ended.Select(old => old.Configuration.Name).ToHashSet();
        foreach (var (name, wanted) in configuration.Pipelines)
            if (next.TryAdd(name, new RunningPipeline(wanted, null))) changed.Add(name);
        _pipelines = next;
        TryStart();
        return [.. changed.Select(name => $"pipelines.{name}")];
    }

    /// <summary>Starts those that wait for the store.</summary>
    public void TryStart()
    {
        if (AllStarted) return;
        _pipelines = _pipelines.ToDictionary(entry => entry.Key, entry => entry.Value.Runner is null ? TryStart(entry.Value) : entry.Value);
    }

    /// <summary>Has every pipeline commit what it has made, with a snapshot.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_pipelines.Values.Select(Stop));
        _pool.Dispose();
    }

    private RunningPipeline TryStart(RunningPipeline waiting)
    {
        try
        {
            return waiting with { Runner = Start(waiting.Configuration) };
        }
        catch (IOException)
        {
            // The store says itself what is wrong, and comes up by itself.
            return waiting;
        }
    }

    private PipelineRunner Start(PipelineConfiguration wanted)
    {
        var options = new PipelineOptions(wanted.Name, wanted.From.ToHashSet(StringComparer.Ordinal), wanted.Steps, wanted.StepsFingerprint, wanted.To) { IsPrivate = wanted.IsPrivate };
        var runner = new PipelineRunner(options, parts.Store, parts.Time);
        _pool.Add(runner);
        parts.Watchdog.Add(new Mover(
            $"pipelines.{runner.Name}",
            () => runner.Cursor + runner.Readings,
            () => runner.Condition is null && !wanted.Models.Any(models.Repository.IsLoading) && parts.Store.Status is { IsOpen: true, CommitsWaiting: 0 } store && runner.Cursor < store.ReadingsEnd));
        return runner;
    }

    private IEnumerable<HealthCondition> OfRunners(Func<PipelineRunner, HealthCondition?> condition)
    {
        foreach (var pipeline in _pipelines.Values)
            if (pipeline.Runner is { } runner && condition(runner) is { } told) yield return told;
    }

    private IEnumerable<HealthCondition> SpentBudgets()
    {
        foreach (var (name, pipeline) in _pipelines)
            if (pipeline.Runner?.Budgets is { Empty: > 0 } budgets)
                yield return new HealthCondition("privacy.budget-spent", HealthSeverity.Warning, $"pipelines.{name}", $"{budgets.Empty} streams have spent their privacy budget; {budgets.Withheld} readings were left out", "It renews by itself at the end of its period. Send less often, as behind an aggregate, or a larger epsilon leaves room for more.");
    }

    private IEnumerable<HealthCondition> RefusedPictures()
    {
        foreach (var (name, pipeline) in _pipelines)
            if (pipeline.Runner?.Pictures is { RefusedInARow: > 0 } pictures)
                yield return new HealthCondition("pictures.refused", HealthSeverity.Warning, $"pipelines.{name}", $"{pictures.RefusedInARow} pictures one after another were left out. The last one: {PictureFaultText.Of(pictures.LastFault)}", PictureFaultText.Remedy(pictures.LastFault));
    }

    private async Task Stop(RunningPipeline pipeline)
    {
        if (pipeline.Runner is not { } runner) return;
        parts.Watchdog.Remove($"pipelines.{runner.Name}");
        await _pool.RemoveAsync(runner);
    }

    /// <summary>Before a new pipeline starts: readings that it needs must not be deleted as another's are.</summary>
    private void SetPipelines(ApplianceConfiguration configuration)
    {
        var from = configuration.Pipelines.Values.SelectMany(pipeline => pipeline.From);
        var keyed = configuration.Sources.Values.Where(source => source.Key is not null).Select(source => source.Name);
        parts.Store.SetPipelines([.. configuration.Pipelines.Keys, .. RunningSources.KeyPipelines(configuration)], from.Concat(keyed).ToHashSet(StringComparer.Ordinal));
    }
}
