using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Daemon.Health.Logs;

/// <summary>The log of one category. Frameworks say only warnings and worse.</summary>
internal sealed class ApplianceLogger : ILogger
{
    private readonly ApplianceLoggerProvider _provider;
    private readonly string _from;
    private readonly LogLevel _least;

    public ApplianceLogger(ApplianceLoggerProvider provider, string category)
    {
        _provider = provider;
        _from = category[(category.LastIndexOf('.') + 1)..];
        bool framework = category.StartsWith("Microsoft.", StringComparison.Ordinal) || category.StartsWith("System.", StringComparison.Ordinal);
        _least = framework ? LogLevel.Warning : LogLevel.Trace;
    }

    public bool IsEnabled(LogLevel level) => level >= _provider.Level && level >= _least && level != LogLevel.None;

    public void Log<TState>(LogLevel level, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(level)) _provider.Write(_from, level, eventId.Id, state, exception, formatter);
    }

    /// <summary>Scopes are not kept: what belongs to an entry is among its own values.</summary>
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
}
