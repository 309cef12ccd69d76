using EdgeAppliance.Inference.Runtime;
using EdgeAppliance.Inference.Trials;

namespace EdgeAppliance.Inference.Repository;

/// <summary>A model by its name, whatever version of it is current. Held by whoever runs it; loaded when it is first asked for.
/// A switch takes effect between two runs: who finds a version's sessions gone asks again.</summary>
public sealed class ModelSlot
{
    private readonly Lock _gate = new();
    private readonly Func<ActiveModel> _load;
    private volatile ActiveModel? _active;
    private volatile string? _refusal;
    private volatile bool _isLoading;

    internal ModelSlot(string name, Func<ActiveModel> load)
    {
        Name = name;
        _load = load;
    }

    public string Name { get; }

    /// <summary>Why the last attempt to load it failed; null where it did not.</summary>
    public string? Refusal => _refusal;

    /// <summary>It is being loaded, with its golden test, which may take a minute: whoever runs it stands still meanwhile.</summary>
    public bool IsLoading => _isLoading;

    internal ActiveModel? Loaded => _active;

    /// <exception cref="ModelLoadException">There is no such model, or it is refused.</exception>
    public LoadedModel Current() => Active().Model;

    /// <exception cref="ModelLoadException">There is no such model, or it is refused.</exception>
    internal ActiveModel Active() => _active ?? LoadNow();

    /// <summary>From the next window on.</summary>
    /// <returns>What was there before; whoever calls this disposes the versions that are not used any more.</returns>
    internal ActiveModel? Switch(ActiveModel? next)
    {
        lock (_gate)
        {
            var before = _active;
            _active = next;
            _refusal = null;
            return before;
        }
    }

    /// <summary>Lets a version be tried from the next window on.</summary>
    /// <exception cref="ModelLoadException">There is no current version that can be used.</exception>
    internal void Try(ModelTrial trial)
    {
        lock (_gate) _active = Active() with { Trial = trial };
    }

    internal void Forget(ModelTrial trial)
    {
        lock (_gate)
            if (_active is { } active && ReferenceEquals(active.Trial, trial)) _active = active with { Trial = null };
    }

    private ActiveModel LoadNow()
    {
        lock (_gate)
        {
            if (_active is { } active) return active;
            _isLoading = true;
            try
            {
                _active = _load();
                _refusal = null;
                return _active;
            }
            catch (ModelLoadException e)
            {
                _refusal = e.Message;
                throw;
            }
            finally
            {
                _isLoading = false;
            }
        }
    }
}
