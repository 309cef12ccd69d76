namespace EdgeAppliance.Daemon.Updates.Sets;

/// <summary>How far a set of models has come. The names are stored.</summary>
internal enum SetStage
{
    /// <summary>Its members are copied, tested and put into their places.</summary>
    Verifying,

    /// <summary>All of them run beside the versions before them.</summary>
    Trial,

    /// <summary>It is decided: each member is made the one that runs, now or after the next start.</summary>
    Committing,

    Committed,

    /// <summary>It is decided: each member is taken back, now or after the next start.</summary>
    GoingBack,

    RolledBack,

    /// <summary>A member is no use here.</summary>
    Refused,

    /// <summary>The appliance went down, or the disk failed, before the trial: nothing speaks against it.</summary>
    Interrupted,
}
