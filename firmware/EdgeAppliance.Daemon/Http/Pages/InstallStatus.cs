namespace EdgeAppliance.Daemon.Http.Pages;

/// <summary>One installation of a model, on its way or ended.</summary>
internal sealed record InstallStatus
{
    public required long Id { get; init; }

    public required string Model { get; init; }

    public required string Version { get; init; }

    public required InstallState State { get; init; }

    /// <summary>Why it was rolled back or refused; of a committed one, what its trial could not show; else null.</summary>
    public string? Reason { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When the trial will end, or the installation did.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <returns>Whether it has not ended yet.</returns>
    public bool IsUnderWay() => State is InstallState.Verifying or InstallState.Testing or InstallState.Trial;
}
