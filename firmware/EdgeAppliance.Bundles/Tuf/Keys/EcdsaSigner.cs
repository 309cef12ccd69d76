using System.Security.Cryptography;

namespace EdgeAppliance.Bundles.Tuf.Keys;

/// <summary>An ECDSA P-256 key in a PEM file (PKCS #8, not encrypted).</summary>
public sealed class EcdsaSigner : TufSigner, IDisposable
{
    private readonly ECDsa _key;

    private EcdsaSigner(ECDsa key)
    {
        _key = key;
        Key = KeyId.Named("ecdsa", EcdsaP256.SchemeName, key.ExportSubjectPublicKeyInfoPem() + "\n");
    }

    public override TufKey Key { get; }

    public static EcdsaSigner Generate() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <exception cref="CryptographicException">It is no such key.</exception>
    /// <exception cref="ArgumentException">It is no PEM.</exception>
    public static EcdsaSigner FromPem(string pem)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            return new EcdsaSigner(key);
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    public string ToPem() => _key.ExportPkcs8PrivateKeyPem() + "\n";

    public override byte[] Sign(ReadOnlySpan<byte> message) => _key.SignData(message, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    public void Dispose() => _key.Dispose();
}
