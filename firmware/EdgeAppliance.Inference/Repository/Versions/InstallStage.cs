namespace EdgeAppliance.Inference.Repository.Versions;

/// <summary>How far the installation of a version has come. The names are stored.</summary>
public enum InstallStage
{
    /// <summary>Its files are copied, its manifest is read.</summary>
    Verifying,

    /// <summary>It is loaded in a process of its own, and its golden test run.</summary>
    Testing,

    /// <summary>It runs beside the version before it.</summary>
    Trial,

    /// <summary>It is the one that runs.</summary>
    Committed,

    /// <summary>It was tried, and is gone.</summary>
    RolledBack,

    /// <summary>It did not get as far as a trial.</summary>
    Refused,

    /// <summary>The appliance went down before a trial began: nothing speaks against it.</summary>
    Interrupted,
}
