namespace EdgeAppliance.Daemon.Configuration;

/// <summary>What became of a file: a configuration, or everything that is wrong with it.</summary>
internal sealed record ConfigResult(ApplianceConfiguration? Configuration, IReadOnlyList<ConfigError> Errors);
