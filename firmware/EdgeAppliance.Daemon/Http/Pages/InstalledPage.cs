namespace EdgeAppliance.Daemon.Http.Pages;

/// <summary><c>/api/bundles/installed</c>: what is installed beside models one by one.</summary>
internal sealed record InstalledPage
{
    /// <summary>The configuration that is in force; null where it is the device's own file.</summary>
    public InstalledBundle? Configuration { get; init; }

    public IReadOnlyList<PromptStatus> Prompts { get; init; } = [];

    /// <summary>Sets of models; each model stands in <c>/api/models</c>.</summary>
    public IReadOnlyList<InstalledBundle> Models { get; init; } = [];

    /// <summary>The last installations, newest first; kept over restarts.</summary>
    public IReadOnlyList<InstallStatus> Installs { get; init; } = [];
}
