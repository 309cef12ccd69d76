namespace EdgeAppliance.Bundles.Reports;

/// <summary>How far a version has come on a device.</summary>
public enum ReportedState
{
    /// <summary>It is known, and not taken now: the reason says why.</summary>
    Waiting,
    Downloading,
    Verifying,

    /// <summary>Its golden tests run.</summary>
    Testing,

    /// <summary>It runs beside the version before.</summary>
    Canary,

    /// <summary>It is the version that runs.</summary>
    Committed,

    /// <summary>It ran and was taken back.</summary>
    RolledBack,

    /// <summary>It did not get as far as running.</summary>
    Refused,
}
