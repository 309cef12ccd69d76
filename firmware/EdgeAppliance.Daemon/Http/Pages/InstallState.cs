namespace EdgeAppliance.Daemon.Http.Pages;

internal enum InstallState
{
    /// <summary>Its files and golden inputs are checked.</summary>
    Verifying,

    /// <summary>It runs beside the old version on live readings.</summary>
    Trial,
    Committed,
    RolledBack,

    /// <summary>It did not get as far as running.</summary>
    Refused,
}
