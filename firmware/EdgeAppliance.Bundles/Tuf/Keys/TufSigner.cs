namespace EdgeAppliance.Bundles.Tuf.Keys;

/// <summary>Holds a private key, or asks whoever does.</summary>
public abstract class TufSigner
{
    public abstract TufKey Key { get; }

    /// <exception cref="IOException">Whoever holds the key did not sign.</exception>
    public abstract byte[] Sign(ReadOnlySpan<byte> message);
}
