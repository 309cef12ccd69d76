namespace EdgeAppliance.FuzzTests.Engine;

/// <summary>A case failed; the message names its seed and where its input lies.</summary>
internal sealed class FuzzFailure(string message, Exception cause) : Exception(message, cause);
