using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Tests.Daemon.Http;

/// <summary>Keeps log lines by their event id, and waits for one to come.</summary>
internal sealed class RecordingLoggers : ILoggerFactory, ILogger
{
    private readonly Channel<(int Id, string Text)> _lines = Channel.CreateUnbounded<(int, string)>();

    private readonly ConcurrentDictionary<int, int> _counts = [];

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        _counts.AddOrUpdate(eventId.Id, 1, (_, count) => count + 1);
        _lines.Writer.TryWrite((eventId.Id, formatter(state, exception)));
    }

    /// <summary>Lines of this id so far.</summary>
    public int Count(int id) => _counts.GetValueOrDefault(id);

    /// <returns>The next line of this id, in a list of one.</returns>
    public async Task<string[]> Line(int id)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            var line = await _lines.Reader.ReadAsync(late.Token);
            if (line.Id == id) return [line.Text];
        }
    }

    public void Dispose()
    {
    }
}
