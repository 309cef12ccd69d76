namespace EdgeAppliance.Daemon.Configuration;

/// <param name="From">Names of sources.</param>
/// <param name="To">Names of uplinks.</param>
internal sealed record PipelineConfiguration(string Name, IReadOnlyList<string> From, IReadOnlyList<StepConfiguration> Steps, IReadOnlyList<string> To);
