using EdgeAppliance.Inference.Runtime;

namespace EdgeAppliance.Inference.Repository;

/// <summary>A model by its name, whatever version of it is current. Held by whoever runs it; loaded when it is first asked for.
/// A switch takes effect between two runs: who finds a version's sessions gone asks again.</summary>
public sealed class ModelSlot
{
    private readonly Lock _gate = new();
    private readonly Func<ActiveModel> _load;
    private volatile ActiveModel? _active;
    private volatile string? _refusal;

    internal ModelSlot(string name, Func<ActiveModel> load)
    {
        Name = name;
        _load = load;
    }

    public string Name { get; }

    /// <summary>Why the last attempt to load it failed; null where it did not.</summary>
    public string? Refusal => _refusal;

    internal ActiveModel? Loaded => _active;

    /// <exception cref="ModelLoadException">There is no such model, or it is refused.</exception>
    public LoadedModel Current() => Active().Model;

    /// <exception cref="ModelLoadException">There is no such model, or it is refused.</exception>
    internal ActiveModel Active() => _active ?? LoadNow();

    /// <summary>From the next window on. Whoever calls it disposes the versions that are not used any more, afterwards.</summary>
    internal void Switch(ActiveModel? next)
    {
        lock (_gate)
        {
            _active = next;
            _refusal = null;
        }
    }

    private ActiveModel LoadNow()
    {
        lock (_gate)
        {
            if (_active is { } active) return active;
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
        }
    }
}
