using EdgeAppliance.Daemon.Http.Pages;

namespace EdgeAppliance.Daemon.Updates.Hawkbit;

/// <summary>How the installations that are waited for stand.</summary>
/// <param name="State">Committed where all are; null where one is not there, or was interrupted: it is to be begun again.</param>
/// <param name="Reason">Of one that failed; or what the trials could not show.</param>
internal sealed record HawkbitOutcome(InstallState? State, string? Reason)
{
    public bool IsUnderWay => State is InstallState.Verifying or InstallState.Testing or InstallState.Trial;

    /// <param name="all">What is known of installations, in any order.</param>
    public static HawkbitOutcome Of(IReadOnlyList<HawkbitInstall> installs, IReadOnlyList<InstallStatus> all)
    {
        string? note = null;
        HawkbitOutcome? begun = null;
        foreach (var install in installs)
        {
            var newest = all.Where(known => known.Model == install.Name && known.Version == install.Version && known.Id > install.After).MaxBy(known => known.Id);
            if (newest?.State is InstallState.RolledBack or InstallState.Refused) return new HawkbitOutcome(newest.State, Said(newest));
            if (newest is null or { State: InstallState.Interrupted }) begun = new HawkbitOutcome(null, newest?.Reason);
            else if (newest.State != InstallState.Committed) begun ??= new HawkbitOutcome(newest.State, null);
            else note ??= newest.Reason;
        }
        return begun ?? new HawkbitOutcome(InstallState.Committed, note);
    }

    private static string Said(InstallStatus failed) => $"{failed.Model} {failed.Version} was {(failed.State == InstallState.RolledBack ? "rolled back" : "refused")}: {failed.Reason}";
}
