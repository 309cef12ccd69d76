using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Daemon.Health.Logs;

/// <summary>The newest entries, for <c>edgectl logs</c>; the oldest go where there are too many or they take too much memory.</summary>
internal sealed class LogRing
{
    public const int EntriesMax = 1000;
    public const int CharactersMax = 512 << 10;

    private readonly Lock _lock = new();
    private readonly Queue<LogEntry> _entries = new();
    private int _characters;

    public void Add(LogEntry entry)
    {
        lock (_lock)
        {
            _entries.Enqueue(entry);
            _characters += entry.Characters;
            while (_entries.Count > EntriesMax || _characters > CharactersMax) _characters -= _entries.Dequeue().Characters;
        }
    }

    /// <param name="sequence">Entries behind this one, oldest first; 0 for all that are kept.</param>
    /// <param name="level">And at least as bad as this.</param>
    /// <param name="most">The newest so many of them.</param>
    public IReadOnlyList<LogEntry> After(long sequence, LogLevel level, int most)
    {
        var found = new List<LogEntry>();
        lock (_lock)
        {
            foreach (var entry in _entries)
                if (entry.Sequence > sequence && entry.Level >= level) found.Add(entry);
        }
        if (found.Count > most) found.RemoveRange(0, found.Count - most);
        return found;
    }
}
