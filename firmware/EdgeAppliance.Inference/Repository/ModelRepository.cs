using System.Collections.Concurrent;
using EdgeAppliance.Bundles;
using EdgeAppliance.Core.Health;
using EdgeAppliance.Inference.Runtime;
using EdgeAppliance.Inference.Trials;
using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Inference.Repository;

/// <summary>The models that the appliance has, by name. A model is read, checked by its golden test and kept in memory when it is first used.
/// Any thread.</summary>
public sealed partial class ModelRepository : IDisposable
{
    private readonly ModelRepositoryOptions _options;
    private readonly ModelFolders _folders;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly MemoryBudget _budget;
    private readonly ConcurrentDictionary<string, ModelSlot> _slots = new(StringComparer.Ordinal);

    public ModelRepository(ModelRepositoryOptions options, ILogger logger, TimeProvider time)
    {
        _options = options;
        _folders = new ModelFolders(options);
        _logger = logger;
        _time = time;
        _budget = new MemoryBudget(options.MemoryBytesMax);
        OnnxEnvironment.EnsureCreated(options.MemoryBytesMax);
        foreach (string name in _folders.Names()) Slot(name);
    }

    public long MemoryBytes => _budget.Taken;

    /// <summary>What all loaded models together may take.</summary>
    public long MemoryBytesMax => _budget.Max;

    /// <summary>Every model that is there, or was asked for.</summary>
    public IReadOnlyList<ModelStatus> Status => [.. _slots.Values.OrderBy(slot => slot.Name, StringComparer.Ordinal).Select(StatusOf)];

    public IReadOnlyList<HealthCondition> Conditions => [.. _slots.Values.OrderBy(slot => slot.Name, StringComparer.Ordinal).SelectMany(ModelConditions.Of)];

    /// <summary>The place of a model, whether there is one of that name yet or not.</summary>
    /// <exception cref="ArgumentException">No model can have that name.</exception>
    public ModelSlot Slot(string name)
    {
        if (!BundlePath.IsName(name)) throw new ArgumentException($"'{name}' is no model's name: a-z, 0-9 and '-', at most 64 characters.", nameof(name));
        return _slots.GetOrAdd(name, key => new ModelSlot(key, () => LoadNewest(key)));
    }

    /// <summary>Whoever runs the model waits for it now, at most a minute for each version that is refused.</summary>
    public bool IsLoading(string name) => _slots.TryGetValue(name, out var slot) && slot.IsLoading;

    /// <summary>Reads a bundle and proves it by its golden test, for <see cref="Try"/> or <see cref="Keep"/>; nothing runs it yet.</summary>
    /// <exception cref="ModelLoadException">It is not usable; the message says why.</exception>
    public LoadedModel Load(string bundleFolder) => LoadedModel.Load(bundleFolder, _budget, _time);

    /// <summary>The version that runs, loaded where it was not yet; null where there is none, or none that can be used.</summary>
    public LoadedModel? TryCurrent(string name)
    {
        // A name that nothing is known of must not become a model that is missing.
        if (!_slots.ContainsKey(name) && _folders.Of(name).Count == 0) return null;
        try
        {
            return Slot(name).Current();
        }
        catch (ModelLoadException)
        {
            return null;
        }
    }

    /// <summary>Runs a version on live windows beside the current one, whose results go on counting.</summary>
    /// <exception cref="ModelLoadException">There is no current version that can be used.</exception>
    public ModelTrial Try(LoadedModel candidate)
    {
        var trial = new ModelTrial(candidate, _time);
        Slot(candidate.Manifest.Name).Try(trial);
        trial.Start();
        return trial;
    }

    /// <summary>Makes a version the current one between two windows. The one before it is disposed once its last run has ended; so is a
    /// version that was tried, unless it is this one.</summary>
    public void Keep(LoadedModel model)
    {
        model.CountAnew();
        var before = Slot(model.Manifest.Name).Switch(new ActiveModel(model, _time));
        before?.Trial?.End();
        foreach (var gone in new[] { before?.Model, before?.Trial?.Candidate })
            if (gone is not null && !ReferenceEquals(gone, model)) gone.Dispose();
    }

    /// <summary>Ends a trial without keeping its version.</summary>
    public void Drop(ModelTrial trial)
    {
        Slot(trial.Candidate.Manifest.Name).Forget(trial);
        trial.End();
        trial.Candidate.BreakOff();
        trial.Candidate.Dispose();
    }

    /// <summary>Runs what the folders now say is the newest version, between two windows.</summary>
    /// <exception cref="ModelLoadException">None of them can be used; what ran before goes on.</exception>
    public void Reload(string name)
    {
        var before = Slot(name).Switch(LoadNewest(name));
        if (before?.Trial is { } trial) Drop(trial);
        before?.Model.Dispose();
    }

    /// <summary>The version of a model that nobody installed: an operator's own or the shipped one; null where there is none.</summary>
    public string? FoundVersion(string name)
    {
        try
        {
            return _folders.Found(name) is [var folder, ..] ? BundleFolder.Open(folder).Manifest.Version : null;
        }
        catch (BundleException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        foreach (var slot in _slots.Values)
        {
            var active = slot.Switch(null);
            if (active?.Trial is { } trial) Drop(trial);
            active?.Model.Dispose();
        }
    }

    private ActiveModel LoadNewest(string name)
    {
        string? whyNotNewest = null;
        foreach (string folder in _folders.Of(name))
        {
            try
            {
                var model = Load(folder);
                CheckName(model, name);
                Log.Loaded(_logger, name, model.Manifest.Version, model.Provider.Name, model.Manifest.Sessions);
                return new ActiveModel(model, _time) { WhyNotNewest = whyNotNewest };
            }
            catch (ModelLoadException e)
            {
                Log.Refused(_logger, name, e.Message);
                whyNotNewest ??= e.Message;
            }
        }
        throw new ModelLoadException(whyNotNewest ?? $"There is no model '{name}' in {_options.Folder}{(_options.Shipped is { } shipped ? $" or {shipped}" : "")}; install it with 'edgectl models install'.");
    }

    private static void CheckName(LoadedModel model, string name)
    {
        if (model.Manifest.Name == name) return;
        model.Dispose();
        throw new ModelLoadException($"The folder '{name}' holds the model '{model.Manifest.Name}'.");
    }

    private static ModelStatus StatusOf(ModelSlot slot)
    {
        if (slot.Loaded is not { Model: var model } active) return new ModelStatus(slot.Name, null) { Refusal = slot.Refusal };
        return new ModelStatus(slot.Name, model.Manifest.Version)
        {
            Loaded = true,
            Provider = model.Provider,
            Sessions = model.Runners.Count,
            MemoryBytes = model.MemoryBytes,
            Runs = ModelRuns.Of(model.Statistics),
            TrialVersion = active.Trial?.Candidate.Manifest.Version,
        };
    }

    private static partial class Log
    {
        [LoggerMessage(4001, LogLevel.Information, "Model {Model} {Version} is loaded: it runs on {Provider} in {Sessions} sessions")]
        public static partial void Loaded(ILogger logger, string model, string version, string provider, int sessions);

        [LoggerMessage(4002, LogLevel.Error, "Model {Model} is refused: {Why}")]
        public static partial void Refused(ILogger logger, string model, string why);
    }
}
