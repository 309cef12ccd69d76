namespace EdgeAppliance.Core.Steps;

/// <summary>What is wrong in a step's configuration, and where.</summary>
/// <param name="Path">As in <c>pipelines.pump.steps[0].size</c>.</param>
public sealed record StepError(string Path, string Text);
