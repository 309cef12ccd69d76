namespace EdgeAppliance.Daemon.Http.Pages;

/// <summary>How far the update that is under way has come.</summary>
internal enum UpdateState
{
    /// <summary>No repository is configured, or its root is not there.</summary>
    Off,

    /// <summary>Nothing is under way.</summary>
    Idle,

    /// <summary>The repository's metadata are fetched.</summary>
    Looking,
    Downloading,

    /// <summary>It has to wait for the hours that updates may be fetched in.</summary>
    Waiting,
    Verifying,
    Testing,

    /// <summary>A version runs beside the old one on live readings.</summary>
    Trial,
}
