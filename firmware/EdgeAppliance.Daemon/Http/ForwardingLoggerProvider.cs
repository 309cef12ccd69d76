namespace EdgeAppliance.Daemon.Http;

/// <summary>Hands the web server's own lines to the daemon's log, which it does not own and must not dispose of.</summary>
internal sealed class ForwardingLoggerProvider(ILoggerFactory loggers) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => loggers.CreateLogger(categoryName);

    public void Dispose()
    {
    }
}
