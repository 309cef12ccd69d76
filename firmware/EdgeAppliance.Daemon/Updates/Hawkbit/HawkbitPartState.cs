namespace EdgeAppliance.Daemon.Updates.Hawkbit;

/// <summary>How far a bundle of an action is; each behind the one before it.</summary>
internal enum HawkbitPartState
{
    Waiting,

    /// <summary>Its archive is here.</summary>
    Fetched,

    /// <summary>It was handed over to be installed, or is about to be.</summary>
    Installing,

    /// <summary>It is committed.</summary>
    Done,
}
