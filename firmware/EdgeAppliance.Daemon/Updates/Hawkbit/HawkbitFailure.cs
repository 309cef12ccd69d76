namespace EdgeAppliance.Daemon.Updates.Hawkbit;

internal enum HawkbitFailure
{
    Unreachable,

    /// <summary>It does not know this device, or its token.</summary>
    Denied,

    /// <summary>It does not take what it was told, and never will.</summary>
    NotTaken,
}
