namespace EdgeAppliance.Inference.Runtime;

/// <summary>A loaded model failed on one input.</summary>
public sealed class InferenceException(string message, Exception cause) : Exception(message, cause);
