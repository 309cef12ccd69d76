using EdgeAppliance.Core.Steps;

namespace EdgeAppliance.Daemon.Configuration;

/// <param name="From">Names of sources.</param>
/// <param name="To">Names of uplinks.</param>
/// <param name="StepsFingerprint">Changes with the steps alone: their state outlives a change of uplinks.</param>
internal sealed record PipelineConfiguration(string Name, IReadOnlyList<string> From, StepPlan Steps, string StepsFingerprint, IReadOnlyList<string> To)
{
    /// <summary>The models that its steps run.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>Only what a privacy step has cleared may leave.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>Changes whenever anything of the pipeline does.</summary>
    public string Fingerprint => $"{string.Join(',', From)}\n{string.Join(',', To)}\n{IsPrivate}\n{StepsFingerprint}";
}
