using EdgeAppliance.Daemon.Http.Pages;

namespace EdgeAppliance.Daemon.Updates.Hawkbit;

/// <summary>How an installation that is waited for stands.</summary>
/// <param name="State">Null where it is not there, or was interrupted: it is to be begun again.</param>
/// <param name="Reason">Of one that failed or was interrupted.</param>
internal sealed record HawkbitOutcome(InstallState? State, string? Reason)
{
    public bool IsUnderWay => State is InstallState.Verifying or InstallState.Testing or InstallState.Trial;

    /// <param name="all">What is known of installations, in any order.</param>
    public static HawkbitOutcome Of(HawkbitInstall install, IReadOnlyList<InstallStatus> all)
    {
        var newest = all.Where(known => known.Model == install.Name && known.Version == install.Version && known.Id > install.After).MaxBy(known => known.Id);
        return newest?.State switch
        {
            null or InstallState.Interrupted => new HawkbitOutcome(null, newest?.Reason),
            InstallState.RolledBack or InstallState.Refused => new HawkbitOutcome(newest.State, Said(newest)),
            _ => new HawkbitOutcome(newest.State, null),
        };
    }

    private static string Said(InstallStatus failed) => $"{failed.Model} {failed.Version} was {(failed.State == InstallState.RolledBack ? "rolled back" : "refused")}: {failed.Reason}";
}
