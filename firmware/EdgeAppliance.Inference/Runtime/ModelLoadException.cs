namespace EdgeAppliance.Inference.Runtime;

/// <summary>A model cannot be used; the message says why in words for an operator.</summary>
public sealed class ModelLoadException : Exception
{
    public ModelLoadException(string message)
        : base(message)
    {
    }

    public ModelLoadException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
