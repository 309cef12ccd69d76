using EdgeAppliance.Core.Health;

namespace EdgeAppliance.Storage.Outbox;

/// <summary>What a person should know of the store, one condition a code.</summary>
internal sealed class StoreHealth
{
    private readonly Lock _lock = new();
    private volatile IReadOnlyList<HealthCondition> _conditions = [];

    public IReadOnlyList<HealthCondition> Conditions => _conditions;

    public void Raise(HealthCondition condition)
    {
        lock (_lock) _conditions = [.. _conditions.Where(other => other.Code != condition.Code), condition];
    }

    public void Clear(string code)
    {
        lock (_lock)
        {
            if (_conditions.Any(condition => condition.Code == code)) _conditions = [.. _conditions.Where(other => other.Code != code)];
        }
    }
}
