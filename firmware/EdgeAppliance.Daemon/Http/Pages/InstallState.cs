namespace EdgeAppliance.Daemon.Http.Pages;

internal enum InstallState
{
    /// <summary>Its files are copied, its manifest is read.</summary>
    Verifying,

    /// <summary>It is loaded in a process of its own, and its golden test run.</summary>
    Testing,

    /// <summary>It runs beside the old version on live readings.</summary>
    Trial,
    Committed,
    RolledBack,

    /// <summary>It did not get as far as running.</summary>
    Refused,

    /// <summary>The appliance went down before it ran: nothing speaks against it.</summary>
    Interrupted,
}
