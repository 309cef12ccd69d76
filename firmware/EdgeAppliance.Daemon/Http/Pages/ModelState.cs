namespace EdgeAppliance.Daemon.Http.Pages;

internal enum ModelState
{
    /// <summary>On disk; nothing uses it.</summary>
    Idle,
    Running,

    /// <summary>Running, with another version beside it on live readings.</summary>
    Trial,
    Failed,
}
