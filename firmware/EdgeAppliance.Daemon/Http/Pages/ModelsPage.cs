namespace EdgeAppliance.Daemon.Http.Pages;

/// <summary><c>/api/models</c>.</summary>
internal sealed record ModelsPage
{
    public required long MemoryBytes { get; init; }

    /// <summary><c>models.memory</c> of the configuration.</summary>
    public required long MemoryBytesMax { get; init; }

    public IReadOnlyList<ModelStatus> Models { get; init; } = [];

    /// <summary>The last installations, newest first; kept over restarts.</summary>
    public IReadOnlyList<InstallStatus> Installs { get; init; } = [];
}
