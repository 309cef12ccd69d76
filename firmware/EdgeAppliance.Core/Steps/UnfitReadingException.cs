namespace EdgeAppliance.Core.Steps;

/// <summary>A step cannot take what one device sends, as channels that are missing or too many. That reading is left out, as though it
/// had never come, and the pipeline goes on: one device must not stop those of the others.</summary>
public sealed class UnfitReadingException(string message) : StepException(message);
