using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Daemon.Health.Logs;

/// <summary>
/// Says the same thing once. The first entry of an event id and text opens a burst; the same again within the window is only
/// counted, and at the window's end one entry says how often. A burst that goes on says so once a window.
/// </summary>
internal sealed class BurstLimiter(TimeProvider time)
{
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    /// <summary>With more open bursts than this a new text passes uncounted: texts that all differ are no burst.</summary>
    public const int BurstsMax = 128;

    private readonly Lock _lock = new();
    private readonly Dictionary<(int EventId, string Text), Burst> _bursts = [];

    /// <returns>Whether the entry is to be written; else it was counted.</returns>
    public bool Passes(LogLevel level, string from, int eventId, string text)
    {
        long now = time.GetTimestamp();
        lock (_lock)
        {
            if (!_bursts.TryGetValue((eventId, text), out var burst))
            {
                if (_bursts.Count < BurstsMax) _bursts[(eventId, text)] = new Burst(level, from, eventId, text) { Start = now };
                return true;
            }
            // Behind the window's end but before TakeEnded has told it, this one is counted with the rest.
            if (burst.Count > 0 || time.GetElapsedTime(burst.Start, now) < Window)
            {
                burst.Count++;
                return false;
            }
            burst.Start = now;
            return true;
        }
    }

    /// <returns>The bursts whose window has ended and that had more than their first entry; each goes on in a new window.</returns>
    public IReadOnlyList<EndedBurst> TakeEnded(bool all = false)
    {
        long now = time.GetTimestamp();
        var ended = new List<EndedBurst>();
        lock (_lock)
        {
            foreach (var (key, burst) in _bursts)
            {
                if (!all && time.GetElapsedTime(burst.Start, now) < Window) continue;
                if (burst.Count == 0) _bursts.Remove(key);
                else ended.Add(new EndedBurst(burst.Level, burst.From, burst.EventId, burst.Text, burst.Count));
                burst.Count = 0;
                burst.Start = now;
            }
        }
        return ended;
    }

    private sealed class Burst(LogLevel level, string from, int eventId, string text)
    {
        public LogLevel Level => level;
        public string From => from;
        public int EventId => eventId;
        public string Text => text;
        public long Start;
        public int Count;
    }
}
