namespace EdgeAppliance.Daemon.Updates;

/// <summary>An installation that goes on, or why there is none; one of the two is null.</summary>
internal sealed record BegunInstall(PendingInstall? Pending, string? Error)
{
    /// <summary>Whether only another installation of the model stands in the way.</summary>
    public bool IsBusy { get; init; }

    /// <summary>Whether it runs already.</summary>
    public bool IsRunning { get; init; }

    /// <summary>Whether the bundle itself stands in the way: the same will at another time too.</summary>
    public bool IsBundlesFault { get; init; }
}
