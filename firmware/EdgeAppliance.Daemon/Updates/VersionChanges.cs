using EdgeAppliance.Inference.Repository.Versions;

namespace EdgeAppliance.Daemon.Updates;

/// <summary>The steps that an installation takes, each from one state of a model's versions to the next:
/// verifying → testing → trial → committed or rolled back, or refused, or interrupted; and back again where a committed version fails at once.</summary>
internal static class VersionChanges
{
    public static ModelVersions Begun(this ModelVersions versions, InstallEntry install) => versions with
    {
        // A version that is installed again, as its files were damaged, does not count as there any more.
        Versions = versions.Versions.Without(install.Version),
        Leftovers = [.. versions.Leftovers.Without(install.Version), install.Version],
        Installs = [install, .. versions.Installs.Take(ModelVersions.InstallsMax - 1)],
    };

    public static ModelVersions Testing(this ModelVersions versions) => versions.With(InstallStage.Testing, null, null);

    public static ModelVersions OnTrial(this ModelVersions versions, DateTimeOffset endsAt) => versions.With(InstallStage.Trial, null, endsAt) with
    {
        Leftovers = versions.Leftovers.Without(versions.Installs[0].Version),
    };

    public static ModelVersions Restarted(this ModelVersions versions, int restarts, DateTimeOffset endsAt) =>
        versions.WithNewest(versions.Installs[0] with { Restarts = restarts, EndsAt = endsAt });

    /// <param name="kept">How many of those that could be gone back to are kept, of all that there are, the newest first.</param>
    public static ModelVersions Committed(this ModelVersions versions, Func<IReadOnlyList<string>, int> kept, string? note, DateTimeOffset at)
    {
        string version = versions.Installs[0].Version;
        string[] all = [version, .. versions.Versions.Without(version)];
        int versionsKept = 1 + kept(all[1..]);
        return versions.With(InstallStage.Committed, note, at) with
        {
            Versions = [.. all.Take(versionsKept)],
            Leftovers = [.. versions.Leftovers.Without(version), .. all.Skip(versionsKept)],
        };
    }

    /// <summary>The appliance has stayed up with it for long enough.</summary>
    public static ModelVersions Settled(this ModelVersions versions) => versions.WithNewest(versions.Installs[0] with { Settling = false, Restarts = 0 });

    public static ModelVersions Interrupted(this ModelVersions versions, string reason, DateTimeOffset at) => versions.With(InstallStage.Interrupted, reason, at);

    public static ModelVersions Refused(this ModelVersions versions, string reason, DateTimeOffset at) => versions.With(InstallStage.Refused, reason, at);

    /// <summary>From a trial, or from having been committed.</summary>
    /// <param name="blocks">Whether the version itself is to blame, so that it is not taken again.</param>
    public static ModelVersions RolledBack(this ModelVersions versions, string reason, bool blocks, DateTimeOffset at)
    {
        string version = versions.Installs[0].Version;
        return versions.With(InstallStage.RolledBack, reason, at) with
        {
            Versions = versions.Versions.Without(version),
            Leftovers = [.. versions.Leftovers.Without(version), version],
            Blocked = blocks ? [new BlockedVersion(version, reason), .. versions.Blocked.Where(blocked => blocked.Version != version).Take(ModelVersions.BlockedMax - 1)] : versions.Blocked,
        };
    }

    private static ModelVersions With(this ModelVersions versions, InstallStage stage, string? reason, DateTimeOffset? endsAt)
    {
        bool settles = stage == InstallStage.Committed;
        var install = versions.Installs[0];
        return versions.WithNewest(install with { Stage = stage, Reason = reason, EndsAt = endsAt, Settling = settles, Restarts = settles ? 0 : install.Restarts });
    }

    private static ModelVersions WithNewest(this ModelVersions versions, InstallEntry install) => versions with { Installs = [install, .. versions.Installs.Skip(1)] };

    private static string[] Without(this IReadOnlyList<string> versions, string version) => [.. versions.Where(other => other != version)];
}
