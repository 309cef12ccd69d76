namespace EdgeAppliance.Inference.Repository.Versions;

/// <summary>How far the installation of a version has come. The names are stored.</summary>
public enum InstallStage
{
    /// <summary>Its files and golden inputs are checked.</summary>
    Verifying,

    /// <summary>It runs beside the version before it.</summary>
    Trial,

    /// <summary>It is the one that runs.</summary>
    Committed,

    /// <summary>It was tried, and is gone.</summary>
    RolledBack,

    /// <summary>It did not get as far as a trial.</summary>
    Refused,
}
