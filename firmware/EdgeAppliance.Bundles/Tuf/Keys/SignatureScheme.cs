using System.Security.Cryptography;
using Org.BouncyCastle.Crypto;

namespace EdgeAppliance.Bundles.Tuf.Keys;

/// <summary>How keys of one kind sign. Catalog of those that are known; what is not listed signs nothing.</summary>
public abstract class SignatureScheme
{
    /// <summary>A longer text is no key of any kind that is known: an ML-DSA-65 key has 3,904 digits.</summary>
    private const int KeyCharsMax = 8192;

    private static readonly SignatureScheme[] s_known = [new EcdsaP256(), new MlDsa65(), new Ed25519(), new RsaPss()];

    /// <summary>As metadata calls it.</summary>
    public abstract string Name { get; }

    /// <summary>The kind of key; some writers use other words for the same.</summary>
    public abstract IReadOnlyList<string> KeyTypes { get; }

    public static SignatureScheme? Find(string keyType, string scheme) =>
        Array.Find(s_known, known => known.Name == scheme && known.KeyTypes.Contains(keyType));

    public static SignatureScheme? Find(string scheme) => Array.Find(s_known, known => known.Name == scheme);

    public bool Verifies(string publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (publicKey.Length > KeyCharsMax) return false;
        try
        {
            return VerifiesKnown(publicKey, message, signature);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or FormatException or CryptoException or InvalidOperationException)
        {
            // A key that cannot be read has signed nothing.
            return false;
        }
    }

    protected abstract bool VerifiesKnown(string publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature);
}
