namespace EdgeAppliance.Daemon.Http.Pages;

internal sealed record ModelStatus
{
    public required string Name { get; init; }

    public required string Version { get; init; }

    public required ModelState State { get; init; }

    /// <summary>Why it failed; null where it did not.</summary>
    public string? Error { get; init; }

    /// <summary>The provider that the manifest names first; null where it names none.</summary>
    public string? ProviderAsked { get; init; }

    /// <summary>The provider that really runs it.</summary>
    public string? ProviderRunning { get; init; }

    /// <summary>Why the one asked for does not run all of it; null where it does.</summary>
    public string? ProviderWhyNot { get; init; }

    public long Runs { get; init; }

    public long FailedRuns { get; init; }

    /// <summary>Milliseconds of half of the last runs; null before the first.</summary>
    public double? LatencyP50Ms { get; init; }

    public double? LatencyP99Ms { get; init; }

    public long MemoryBytes { get; init; }

    /// <summary>The version that would be gone back to.</summary>
    public string? PreviousVersion { get; init; }

    /// <summary>The version tried beside this one now.</summary>
    public string? TrialVersion { get; init; }

    /// <summary>Why the last version tried was not kept; null where it was.</summary>
    public string? RollbackReason { get; init; }

    /// <summary>Pipelines that use it.</summary>
    public IReadOnlyList<string> UsedBy { get; init; } = [];
}
