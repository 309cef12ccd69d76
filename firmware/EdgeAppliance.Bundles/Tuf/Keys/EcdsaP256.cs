using System.Security.Cryptography;

namespace EdgeAppliance.Bundles.Tuf.Keys;

/// <summary>ECDSA over P-256 with SHA-256; keys as PEM (SubjectPublicKeyInfo), signatures as DER.</summary>
internal sealed class EcdsaP256 : SignatureScheme
{
    public const string SchemeName = "ecdsa-sha2-nistp256";
    private const int KeyBits = 256;

    public override string Name => SchemeName;

    public override IReadOnlyList<string> KeyTypes { get; } = ["ecdsa", SchemeName];

    protected override bool VerifiesKnown(string publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(publicKey);
        return key.KeySize == KeyBits && key.VerifyData(message, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }
}
