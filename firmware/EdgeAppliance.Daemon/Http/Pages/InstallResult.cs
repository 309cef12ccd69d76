namespace EdgeAppliance.Daemon.Http.Pages;

/// <summary>A begun installation, or why there is none; one of the two is null.</summary>
internal sealed record InstallResult(InstallStatus? Install, string? Error)
{
    /// <summary>Whether the bundle itself stands in the way, not the moment or the disk.</summary>
    public bool IsBundlesFault { get; init; }

    /// <summary>Whether nothing was begun because it runs already.</summary>
    public bool IsRunning { get; init; }
}
