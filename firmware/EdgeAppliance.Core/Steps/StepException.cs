namespace EdgeAppliance.Core.Steps;

/// <summary>A step cannot go on with what it was given. Its pipeline stops with a health condition and is tried
/// again, but where one device's reading alone is at fault (<see cref="UnfitReadingException"/>).</summary>
public class StepException(string message) : Exception(message);
