using System.Collections.Concurrent;
using EdgeAppliance.Bundles;
using EdgeAppliance.Core.Health;
using EdgeAppliance.Inference.Runtime;
using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Inference.Repository;

/// <summary>The models that the appliance has, by name. A model is read, checked by its golden test and kept in memory when it is first used.
/// Any thread.</summary>
public sealed partial class ModelRepository : IDisposable
{
    private readonly ModelRepositoryOptions _options;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly MemoryBudget _budget;
    private readonly ConcurrentDictionary<string, ModelSlot> _slots = new(StringComparer.Ordinal);

    public ModelRepository(ModelRepositoryOptions options, ILogger logger, TimeProvider time)
    {
        _options = options;
        _logger = logger;
        _time = time;
        _budget = new MemoryBudget(options.MemoryBytesMax);
        OnnxEnvironment.EnsureCreated(options.MemoryBytesMax);
        foreach (string name in Names()) Slot(name);
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
        return _slots.GetOrAdd(name, key => new ModelSlot(key, () => Load(key)));
    }

    public void Dispose()
    {
        foreach (var slot in _slots.Values)
        {
            var active = slot.Loaded;
            slot.Switch(null);
            active?.Model.Dispose();
        }
    }

    private ActiveModel Load(string name)
    {
        string folder = FolderOf(name) ?? throw new ModelLoadException($"There is no model '{name}' in {_options.Folder}{(_options.Shipped is { } shipped ? $" or {shipped}" : "")}; install it with 'edgectl models install'.");
        try
        {
            var model = LoadedModel.Load(folder, _budget, _time);
            if (model.Manifest.Name != name)
            {
                model.Dispose();
                throw new ModelLoadException($"The folder '{name}' holds the model '{model.Manifest.Name}'.");
            }
            Log.Loaded(_logger, name, model.Manifest.Version, model.Provider.Name, model.Manifest.Sessions);
            return new ActiveModel(model, _time);
        }
        catch (ModelLoadException e)
        {
            Log.Refused(_logger, name, e.Message);
            throw;
        }
    }

    private string? FolderOf(string name)
    {
        string plain = Path.Combine(_options.Folder, name);
        if (File.Exists(Path.Combine(plain, BundleManifest.FileName))) return plain;
        string? shipped = _options.Shipped is { } folder ? Path.Combine(folder, name) : null;
        return shipped is not null && File.Exists(Path.Combine(shipped, BundleManifest.FileName)) ? shipped : null;
    }

    private IEnumerable<string> Names()
    {
        foreach (string? folder in new[] { _options.Folder, _options.Shipped })
        {
            if (folder is null || !Directory.Exists(folder)) continue;
            foreach (string path in Directory.EnumerateDirectories(folder))
                if (Path.GetFileName(path) is var name && BundlePath.IsName(name) && FolderOf(name) is not null) yield return name;
        }
    }

    private static ModelStatus StatusOf(ModelSlot slot)
    {
        if (slot.Loaded is not { Model: var model }) return new ModelStatus(slot.Name, null) { Refusal = slot.Refusal };
        return new ModelStatus(slot.Name, model.Manifest.Version)
        {
            Loaded = true,
            Provider = model.Provider,
            Sessions = model.Runners.Count,
            MemoryBytes = model.MemoryBytes,
            Runs = ModelRuns.Of(model.Statistics),
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
