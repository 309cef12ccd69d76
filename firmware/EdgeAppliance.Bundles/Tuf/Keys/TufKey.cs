namespace EdgeAppliance.Bundles.Tuf.Keys;

/// <summary>A public key as metadata tells it.</summary>
/// <param name="Id">By which roles and signatures name it.</param>
/// <param name="Type">As <c>ecdsa</c>.</param>
/// <param name="Scheme">As <c>ecdsa-sha2-nistp256</c>.</param>
/// <param name="Public">PEM, or hexadecimal digits, by the type.</param>
public sealed record TufKey(string Id, string Type, string Scheme, string Public)
{
    /// <summary>What makes it another key: under two ids it still signs but once.</summary>
    internal (string Type, string Scheme, string Public) Identity => (Type, Scheme, Public.Trim());

    /// <returns>False too where the key is of a kind that is not known, or damaged: such a key signs nothing.</returns>
    public bool Verifies(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        SignatureScheme.Find(Type, Scheme) is { } scheme && scheme.Verifies(Public, message, signature);
}
