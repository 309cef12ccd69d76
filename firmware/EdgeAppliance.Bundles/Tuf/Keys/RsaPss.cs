using System.Security.Cryptography;

namespace EdgeAppliance.Bundles.Tuf.Keys;

/// <summary>RSASSA-PSS with SHA-256, for repositories that others keep; keys of 2048 to 8192 bits as PEM (SubjectPublicKeyInfo).</summary>
internal sealed class RsaPss : SignatureScheme
{
    private const int KeyBitsMin = 2048;
    private const int KeyBitsMax = 8192;

    public override string Name => "rsassa-pss-sha256";

    public override IReadOnlyList<string> KeyTypes { get; } = ["rsa"];

    protected override bool VerifiesKnown(string publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        using var key = RSA.Create();
        key.ImportFromPem(publicKey);
        return key.KeySize is >= KeyBitsMin and <= KeyBitsMax && key.VerifyData(message, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
    }
}
