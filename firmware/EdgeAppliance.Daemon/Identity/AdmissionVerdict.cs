namespace EdgeAppliance.Daemon.Identity;

internal enum AdmissionVerdict
{
    Admitted,

    /// <summary>Nothing is shown that says who it is.</summary>
    NoCredential,
    BadPassword,
    BadCertificate,

    /// <summary>A token that nobody made, or whose time is over.</summary>
    BadToken,

    /// <summary>A handshake that failed for its key, its identity or its certificate.</summary>
    BadHandshake,

    /// <summary>The credential is right, and no longer of use.</summary>
    Revoked,
    Expired,

    /// <summary>The device may not go by this client id.</summary>
    WrongClientId,

    /// <summary>The last will is for a topic that the device may not publish to.</summary>
    WrongWill,

    /// <summary>The way to authenticate is not known.</summary>
    UnknownMethod,

    /// <summary>Too many wrong credentials came from there, or for this device.</summary>
    TooManyFailures,

    /// <summary>Too many passwords wait to be checked.</summary>
    Busy,
}
