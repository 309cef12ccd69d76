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

    /// <summary>Whether it says nothing of the bundle: the moment is not right, or what may be fetched is spent.</summary>
    public bool IsPassing { get; init; }
}
