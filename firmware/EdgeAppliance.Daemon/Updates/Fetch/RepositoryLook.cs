using EdgeAppliance.Bundles;
using EdgeAppliance.Bundles.Tuf;
using EdgeAppliance.Core.Health;

namespace EdgeAppliance.Daemon.Updates.Fetch;

/// <summary>Visits a repository, and makes a condition of what went wrong.</summary>
/// <param name="visit">As <see cref="RepositoryVisit.Run"/>.</param>
/// <param name="subject">What conditions are of: <c>updates</c>, or a stick's folder.</param>
internal sealed partial class RepositoryLook(Func<CancellationToken, Task<VisitResult>> visit, string subject, ILogger logger)
{
    private volatile IReadOnlyList<HealthCondition> _conditions = [];
    private Func<bool>? _isFree;

    /// <summary>Of the repository, or of each bundle that could not be taken.</summary>
    public IReadOnlyList<HealthCondition> Conditions => _conditions;

    /// <summary>True where the last visit began something, or could not, or something waits for what is under way: another may find more.</summary>
    public bool MayHaveMore { get; private set; }

    /// <summary>True once where what something newer had to wait for at the last visit has ended since. Any thread.</summary>
    public bool TryFree()
    {
        var isFree = Volatile.Read(ref _isFree);
        return isFree?.Invoke() == true && Interlocked.CompareExchange(ref _isFree, null, isFree) == isFree;
    }

    public async Task Run(CancellationToken stop)
    {
        MayHaveMore = true;
        Volatile.Write(ref _isFree, null);
        try
        {
            var result = await visit(stop);
            var (begun, faults) = result;
            if (begun is not null) Log.Begun(logger, begun.Model, begun.Version, subject);
            MayHaveMore = begun is not null || faults.Count > 0 || result.IsFree is not null;
            Volatile.Write(ref _isFree, result.IsFree);
            Tell([.. faults.Select(fault => ConditionOf(fault.Why, $"{subject}.{fault.Offer.Model}"))]);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Tell([ConditionOf(e, subject)]);
        }
    }

    private HealthCondition ConditionOf(Exception why, string of) => why switch
    {
        TufException e => new("updates.not-trusted", HealthSeverity.Error, of, $"{e.Failure}: {e.Message}", "Look at the repository with 'edgectl repo verify'; nothing of it was taken."),
        BundleException => new("updates.not-taken", HealthSeverity.Warning, of, why.Message, "What ran before goes on; publish another version, or make room."),
        IOException or UnauthorizedAccessException => new("updates.unreachable", HealthSeverity.Warning, of, why.Message, "See that the repository can be reached from here, and that the disk has room; it is tried again by itself."),
        _ => Defect(why, of),
    };

    /// <summary>One must not stop the readings.</summary>
    private HealthCondition Defect(Exception why, string of)
    {
        Log.Failed(logger, why, subject);
        return new HealthCondition("updates.failed", HealthSeverity.Error, of, why.Message, "'edgectl logs' has the details.");
    }

    private void Tell(IReadOnlyList<HealthCondition> conditions)
    {
        var before = _conditions;
        foreach (var condition in conditions)
            if (!before.Any(known => known.Text == condition.Text)) Log.Refused(logger, condition.Subject, condition.Code, condition.Text);
        _conditions = conditions;
    }

    private static partial class Log
    {
        [LoggerMessage(5031, LogLevel.Information, "{Model} {Version} was fetched and is being installed ({Subject})")]
        public static partial void Begun(ILogger logger, string model, string version, string subject);

        [LoggerMessage(5032, LogLevel.Warning, "It was not taken from a repository: {Subject} ({Code}): {Why}")]
        public static partial void Refused(ILogger logger, string subject, string code, string why);

        [LoggerMessage(5033, LogLevel.Error, "Looking into the repository of {Subject} failed in a way that it should not")]
        public static partial void Failed(ILogger logger, Exception error, string subject);
    }
}
