using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Daemon.Health.Logs;

/// <summary>The daemon's log: one line an entry on the console or for the journal, and the newest ones in <see cref="Ring"/>.</summary>
internal sealed class ApplianceLoggerProvider : ILoggerProvider
{
    private readonly TimeProvider _time;
    private readonly LogConsole _console;
    private readonly BurstLimiter _bursts;
    private readonly ITimer _ends;
    private readonly Lock _writing = new();
    private long _sequence;

    /// <param name="output">Lines are written to it, and it is not disposed.</param>
    /// <param name="journal">Whether it is the journal that reads them.</param>
    public ApplianceLoggerProvider(Stream output, bool journal, TimeProvider time)
    {
        _time = time;
        _console = new LogConsole(output, journal);
        _bursts = new BurstLimiter(time);
        _ends = time.CreateTimer(_ => SayEndedBursts(all: false), null, BurstLimiter.Window, BurstLimiter.Window);
    }

    public LogRing Ring { get; } = new();

    /// <summary>May be changed while the daemon runs; what is below costs nothing.</summary>
    public LogLevel Level { get; set; } = LogLevel.Information;

    /// <summary>To standard error, as the journal wants it where that is the reader.</summary>
    public static ApplianceLoggerProvider OfThisProcess(TimeProvider time) =>
        new(Console.OpenStandardError(), JournalStream.IsStandardError(), time);

    public ILogger CreateLogger(string categoryName) => new ApplianceLogger(this, categoryName);

    public ILogger CreateLogger<T>() => CreateLogger(typeof(T).FullName!);

    /// <summary>Writes what is queued.</summary>
    public void Dispose()
    {
        _ends.Dispose();
        SayEndedBursts(all: true);
        _console.Dispose();
    }

    internal void Write<TState>(string from, LogLevel level, int eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        string text = LogText.Message(formatter(state, exception), exception);
        if (_bursts.Passes(level, from, eventId, text)) Write(level, from, eventId, text, LogText.Fields(state));
    }

    private void SayEndedBursts(bool all)
    {
        foreach (var ended in _bursts.TakeEnded(all))
            Write(ended.Level, ended.From, ended.EventId, $"{ended.Text} (said {ended.Count} more times)", $"repeats={ended.Count}");
    }

    private void Write(LogLevel level, string from, int eventId, string text, string fields)
    {
        // One lock around all three, so that a reader of the ring never misses a smaller sequence that comes late.
        lock (_writing)
        {
            var entry = new LogEntry(++_sequence, _time.GetUtcNow(), level, from, eventId, text, fields);
            Ring.Add(entry);
            _console.Write(entry);
        }
    }
}
