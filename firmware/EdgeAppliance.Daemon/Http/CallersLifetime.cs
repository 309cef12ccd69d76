namespace EdgeAppliance.Daemon.Http;

/// <summary>Signals are the daemon's: the web host starts and stops when it is told to. Its own lifetime would take SIGTERM away.</summary>
internal sealed class CallersLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
