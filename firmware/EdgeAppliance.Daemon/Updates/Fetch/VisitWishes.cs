using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Updates.Rollouts;

namespace EdgeAppliance.Daemon.Updates.Fetch;

/// <summary>What this device wants of a repository.</summary>
/// <param name="Models">Those that are looked for.</param>
/// <param name="Current">The version of a model that runs; null where there is none.</param>
/// <param name="Installs">What was installed before: a version is not tried twice, however it ended.</param>
/// <param name="Journal">What could not be taken before, which no installation tells of.</param>
internal sealed record VisitWishes(Func<IEnumerable<string>> Models, Func<string, string?> Current, Func<IReadOnlyList<InstallStatus>> Installs, FetchJournal Journal)
{
    /// <summary>Which of them may be of other kinds than a model: whoever publishes a model cannot bring a configuration in its place.</summary>
    public IReadOnlyCollection<string> Bundles { get; init; } = [];

    /// <summary>Told of each name that the repository has versions of the system by, before one is chosen.</summary>
    public Action<string> SystemOffered { get; init; } = static _ => { };

    /// <summary>Whose turn it is; null where every version is taken at once.</summary>
    public RolloutGate? Rollouts { get; init; }
}
