namespace EdgeAppliance.Bundles;

/// <summary>A bundle's folder or archive cannot be used; the message says why in words for an operator.</summary>
public sealed class BundleException : Exception
{
    public BundleException(string message)
        : base(message)
    {
    }

    public BundleException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
