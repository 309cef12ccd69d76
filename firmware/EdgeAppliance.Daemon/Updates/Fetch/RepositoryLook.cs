using EdgeAppliance.Bundles;
using EdgeAppliance.Bundles.Tuf;
using EdgeAppliance.Core.Health;

namespace EdgeAppliance.Daemon.Updates.Fetch;

/// <summary>Visits a repository, and makes a condition of what went wrong.</summary>
/// <param name="visit">As <see cref="RepositoryVisit.Run"/>.</param>
/// <param name="subject">What conditions are of: <c>updates</c>, or a stick's folder.</param>
internal sealed partial class RepositoryLook(Func<CancellationToken, Task<BundleOffer?>> visit, string subject, ILogger logger)
{
    private volatile HealthCondition? _condition;

    public IReadOnlyList<HealthCondition> Conditions => _condition is { } condition ? [condition] : [];

    /// <summary>True where the last visit began something, or could not: another may find more.</summary>
    public bool MayHaveMore { get; private set; }

    public async Task Run(CancellationToken stop)
    {
        MayHaveMore = true;
        try
        {
            var begun = await visit(stop);
            if (begun is not null) Log.Begun(logger, begun.Model, begun.Version, subject);
            MayHaveMore = begun is not null;
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
            Tell("updates.unreachable", HealthSeverity.Warning, e.Message, "See that the repository can be reached from here, and that the disk has room; it is tried again by itself.");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A defect here must not stop the readings.
            Log.Failed(logger, e, subject);
            Tell("updates.failed", HealthSeverity.Error, e.Message, "'edgectl logs' has the details.");
        }
    }

    private void Tell(string code, HealthSeverity severity, string text, string remedy)
    {
        if (_condition?.Text != text) Log.Refused(logger, subject, code, text);
        _condition = new HealthCondition(code, severity, subject, text, remedy);
    }

    private static partial class Log
    {
        [LoggerMessage(5031, LogLevel.Information, "{Model} {Version} was fetched and is being installed ({Subject})")]
        public static partial void Begun(ILogger logger, string model, string version, string subject);

        [LoggerMessage(5032, LogLevel.Warning, "Nothing was taken from the repository of {Subject} ({Code}): {Why}")]
        public static partial void Refused(ILogger logger, string subject, string code, string why);

        [LoggerMessage(5033, LogLevel.Error, "Looking into the repository of {Subject} failed in a way that it should not")]
        public static partial void Failed(ILogger logger, Exception error, string subject);
    }
}
