namespace EdgeAppliance.Core.Health;

/// <summary>Something that a person should know of, as long as it lasts.</summary>
/// <param name="Code">Stable and short, as in <c>pipeline.step-failed</c>; a remedy can be looked up by it.</param>
/// <param name="Subject">What it is about, as in <c>pipelines.pump-health</c>.</param>
/// <param name="Remedy">What to do about it, with the command where there is one.</param>
public sealed record HealthCondition(string Code, HealthSeverity Severity, string Subject, string Text, string Remedy);
