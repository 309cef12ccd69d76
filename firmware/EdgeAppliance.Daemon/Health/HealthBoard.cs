using EdgeAppliance.Core.Health;

namespace EdgeAppliance.Daemon.Health;

/// <summary>
/// What a person should know of now. A part raises a condition when it begins and clears it when it ends, or registers a
/// function that says its conditions whenever somebody asks. Every member may be called from any thread.
/// </summary>
internal sealed class HealthBoard
{
    /// <summary>A part that raises one condition a message would otherwise fill the memory with them.</summary>
    public const int RaisedMax = 256;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Code, string Subject), HealthCondition> _raised = [];
    private readonly List<Func<IReadOnlyList<HealthCondition>>> _asked = [];
    private long _refused;

    /// <summary>Raised on the changing thread after a condition was raised, altered or cleared; what registered functions say is not watched.</summary>
    public event Action? Changed;

    /// <summary>Begins a condition, or replaces the text of one with the same code and subject.</summary>
    public void Raise(HealthCondition condition)
    {
        lock (_lock)
        {
            var key = (condition.Code, condition.Subject);
            if (_raised.TryGetValue(key, out var old) ? old == condition : !HasRoom_NeedsLock()) return;
            _raised[key] = condition;
        }
        Changed?.Invoke();
    }

    /// <summary>Ends a condition; nothing happens where it was not raised.</summary>
    public void Clear(string code, string subject)
    {
        lock (_lock)
        {
            if (!_raised.Remove((code, subject))) return;
            if (_raised.Count == 0) _refused = 0;
        }
        Changed?.Invoke();
    }

    /// <param name="conditions">Asked at every snapshot, on the asking thread: quick, and without taking a lock that a stuck part may hold.</param>
    public void Register(Func<IReadOnlyList<HealthCondition>> conditions)
    {
        lock (_lock) _asked.Add(conditions);
    }

    /// <returns>The conditions of now, the worst first, then by code and subject.</returns>
    public IReadOnlyList<HealthCondition> Snapshot()
    {
        List<HealthCondition> all;
        Func<IReadOnlyList<HealthCondition>>[] asked;
        lock (_lock)
        {
            all = [.. _raised.Values];
            if (_refused > 0) all.Add(TooMany(_refused));
            asked = [.. _asked];
        }
        foreach (var conditions in asked) all.AddRange(Ask(conditions));
        all.Sort(WorstFirst);
        return all;
    }

    private bool HasRoom_NeedsLock()
    {
        if (_raised.Count < RaisedMax) return true;
        _refused++;
        return false;
    }

    private static IReadOnlyList<HealthCondition> Ask(Func<IReadOnlyList<HealthCondition>> conditions)
    {
        try
        {
            return conditions();
        }
        catch (Exception e)
        {
            // A status page must come even where a part of the daemon cannot say how it is.
            return [new HealthCondition("health.unknown", HealthSeverity.Error, "health", $"A part could not say how it is: {e.Message}", "Look at 'edgectl logs' and report it.")];
        }
    }

    private static HealthCondition TooMany(long refused) =>
        new("health.too-many", HealthSeverity.Warning, "health", $"{refused} more conditions were raised than the {RaisedMax} that are kept", "Mend what is listed first: the rest is then shown.");

    private static int WorstFirst(HealthCondition a, HealthCondition b)
    {
        int order = b.Severity.CompareTo(a.Severity);
        if (order == 0) order = string.CompareOrdinal(a.Code, b.Code);
        return order != 0 ? order : string.CompareOrdinal(a.Subject, b.Subject);
    }
}
