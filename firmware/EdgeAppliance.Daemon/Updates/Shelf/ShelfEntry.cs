using EdgeAppliance.Bundles;
using EdgeAppliance.Daemon.Http.Pages;

namespace EdgeAppliance.Daemon.Updates.Shelf;

/// <summary>A bundle that is no single model, and what became of it.</summary>
internal sealed record ShelfEntry
{
    public required long Id { get; init; }

    public required BundleKind Kind { get; init; }

    public required string Name { get; init; }

    public required string Version { get; init; }

    public required InstallState State { get; init; }

    /// <summary>Why it was refused or rolled back; else null.</summary>
    public string? Reason { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When the trial will end if neither a restart nor the clock comes between, or the installation did.</summary>
    public required DateTimeOffset EndsAt { get; init; }

    /// <summary>How often the appliance went down while it was tried.</summary>
    public int Restarts { get; init; }

    /// <summary>Of a trial: the errors that there were before, by code and subject. They are not its fault.</summary>
    public IReadOnlyList<string> Known { get; init; } = [];
}
