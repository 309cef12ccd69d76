using EdgeAppliance.Bundles;
using EdgeAppliance.Bundles.Tuf;
using EdgeAppliance.Core.Health;

namespace EdgeAppliance.Daemon.Updates.Fetch;

/// <summary>Visits a repository on a stick, and makes a condition of what went wrong.</summary>
/// <param name="subject">What conditions are of, as <c>updates</c>.</param>
internal sealed partial class RepositoryLook(RepositoryVisit visit, string subject, ILogger logger)
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
            var begun = await visit.Run(stop);
            if (begun is not null) Log.Begun(logger, begun.Model, begun.Version);
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
            Tell("updates.unreachable", HealthSeverity.Warning, e.Message, "See that the repository can be reached from here; it is tried again by itself.");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A defect here must not stop the readings.
            Log.Failed(logger, e);
            Tell("updates.failed", HealthSeverity.Error, e.Message, "'edgectl logs' has the details.");
        }
    }

    private void Tell(string code, HealthSeverity severity, string text, string remedy)
    {
        if (_condition?.Text != text) Log.Refused(logger, code, text);
        _condition = new HealthCondition(code, severity, subject, text, remedy);
    }

    private static partial class Log
    {
        [LoggerMessage(5034, LogLevel.Information, "{Model} {Version} came from a stick and is being installed")]
        public static partial void Begun(ILogger logger, string model, string version);

        [LoggerMessage(5035, LogLevel.Warning, "Nothing was taken from the stick ({Code}): {Why}")]
        public static partial void Refused(ILogger logger, string code, string why);

        [LoggerMessage(5036, LogLevel.Error, "Looking into the stick failed in a way that it should not")]
        public static partial void Failed(ILogger logger, Exception error);
    }
}
