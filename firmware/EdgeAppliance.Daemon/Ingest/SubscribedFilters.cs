namespace EdgeAppliance.Daemon.Ingest;

/// <summary>The topic filters that clients who are here have subscribed to. Any thread asks.</summary>
internal sealed class SubscribedFilters
{
    private readonly Lock _lock = new();

    // Guarded by _lock. How many clients have each.
    private readonly Dictionary<string, int> _clients = new(StringComparer.Ordinal);

    /// <returns>1, the filters added.</returns>
    public int Add(string filter)
    {
        lock (_lock) _clients[filter] = _clients.GetValueOrDefault(filter) + 1;
        return 1;
    }

    /// <returns>The filters removed.</returns>
    public int Remove(IReadOnlyList<string> filters)
    {
        lock (_lock)
        {
            foreach (string filter in filters)
                if (_clients.GetValueOrDefault(filter) > 1) _clients[filter]--;
                else _clients.Remove(filter);
        }
        return filters.Count;
    }

    public bool Matches(string topic)
    {
        lock (_lock)
        {
            foreach (string filter in _clients.Keys)
                if (IsMatch(filter, topic)) return true;
        }
        return false;
    }

    private static bool IsMatch(string filter, string topic)
    {
        try
        {
            return new TopicFilter(filter).TryMatch(topic, out _);
        }
        catch (FormatException)
        {
            // What the broker let through all the same leads nowhere.
            return false;
        }
    }
}
