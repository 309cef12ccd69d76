using EdgeAppliance.Core.Steps;

namespace EdgeAppliance.Daemon.Configuration;

/// <summary>What a configuration is read with.</summary>
/// <param name="Steps">The steps that pipelines may have, which depend on where models lie.</param>
internal sealed record ConfigContext(SecretStore Secrets, Func<ModelsConfiguration, StepCatalog> Steps)
{
    /// <summary>Whether the files of certificates that it names are looked into.</summary>
    public bool ReadsCertificates { get; init; }

    /// <summary>The device's own file, whose sections stay where the one that is read has none; null where that is read.</summary>
    public string? OwnFile { get; init; }
}
