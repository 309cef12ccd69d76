using EdgeAppliance.Bundles;
using EdgeAppliance.Bundles.Tuf;
using EdgeAppliance.Core.Health;

namespace EdgeAppliance.Daemon.Updates.Fetch;

/// <summary>Looks into the repository now and then, at moments by chance, so that many devices do not come all at once.</summary>
internal sealed partial class RepositoryWatch : IAsyncDisposable
{
    /// <summary>The first look comes within so much of the start.</summary>
    private static readonly TimeSpan s_firstWithin = TimeSpan.FromSeconds(30);

    /// <summary>So much of the interval is chance.</summary>
    private const double JitterShare = 0.2;

    private readonly RepositoryVisit _visit;
    private readonly TimeSpan _every;
    private readonly Func<double> _chance;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _work;
    private volatile HealthCondition? _condition;

    /// <param name="chance">From 0 to 1.</param>
    public RepositoryWatch(RepositoryVisit visit, TimeSpan every, Func<double> chance, TimeProvider time, ILogger logger)
    {
        (_visit, _every, _chance, _time, _logger) = (visit, every, chance, time, logger);
        _work = Task.Run(Work);
    }

    public IReadOnlyList<HealthCondition> Conditions => _condition is { } condition ? [condition] : [];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work;
        _stop.Dispose();
    }

    private async Task Work()
    {
        var wait = (s_firstWithin < _every ? s_firstWithin : _every) * _chance();
        try
        {
            while (true)
            {
                await Task.Delay(wait, _time, _stop.Token);
                await Look();
                wait = _every * (1 - JitterShare / 2 + JitterShare * _chance());
            }
        }
        catch (OperationCanceledException)
        {
            // The appliance stops.
        }
    }

    private async Task Look()
    {
        try
        {
            if (await _visit.Run(_stop.Token) is { } begun) Log.Begun(_logger, begun.Model, begun.Version);
            _condition = null;
        }
        catch (TufException e)
        {
            Tell("updates.not-trusted", HealthSeverity.Error, $"{e.Failure}: {e.Message}", "Look at the repository with 'edgectl repo verify'; nothing of it was taken.");
        }
        catch (BundleException e)
        {
            Tell("updates.not-taken", HealthSeverity.Warning, e.Message, "What ran before goes on; publish another version, or make room.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Tell("updates.unreachable", HealthSeverity.Warning, e.Message, "See that the repository can be reached from here; it is tried again by itself.");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A defect here must not stop the readings.
            Log.Failed(_logger, e);
            Tell("updates.failed", HealthSeverity.Error, e.Message, "'edgectl logs' has the details.");
        }
    }

    private void Tell(string code, HealthSeverity severity, string text, string remedy)
    {
        if (_condition?.Text != text) Log.Refused(_logger, code, text);
        _condition = new HealthCondition(code, severity, "updates", text, remedy);
    }

    private static partial class Log
    {
        [LoggerMessage(5031, LogLevel.Information, "{Model} {Version} was fetched from the repository and is being installed")]
        public static partial void Begun(ILogger logger, string model, string version);

        [LoggerMessage(5032, LogLevel.Warning, "Nothing was taken from the repository ({Code}): {Why}")]
        public static partial void Refused(ILogger logger, string code, string why);

        [LoggerMessage(5033, LogLevel.Error, "Looking into the repository failed in a way that it should not")]
        public static partial void Failed(ILogger logger, Exception error);
    }
}
