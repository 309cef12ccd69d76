namespace EdgeAppliance.Daemon.Updates.Hawkbit;

/// <summary>How an action ended here.</summary>
internal enum HawkbitResult
{
    Success,
    Failure,

    /// <summary>The server wanted it stopped, before anything of it ran.</summary>
    Canceled,

    /// <summary>The server did not want it any more, or wanted it fetched and no more.</summary>
    Withdrawn,
}
