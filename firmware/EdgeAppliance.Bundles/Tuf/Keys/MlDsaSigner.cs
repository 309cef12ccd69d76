using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Pkcs;
using Org.BouncyCastle.Security;

namespace EdgeAppliance.Bundles.Tuf.Keys;

/// <summary>An ML-DSA-65 key in a PEM file (PKCS #8, RFC 9881, not encrypted).</summary>
public sealed class MlDsaSigner : TufSigner
{
    private const string PemLabel = "PRIVATE KEY";

    private readonly MLDsaPrivateKeyParameters _key;

    private MlDsaSigner(MLDsaPrivateKeyParameters key)
    {
        _key = key;
        Key = KeyId.Named("ml-dsa", MlDsa65.SchemeName, Convert.ToHexStringLower(key.GetPublicKeyEncoded()));
    }

    public override TufKey Key { get; }

    public static MlDsaSigner Generate()
    {
        var generator = new MLDsaKeyPairGenerator();
        generator.Init(new MLDsaKeyGenerationParameters(new SecureRandom(), MLDsaParameters.ml_dsa_65));
        return new MlDsaSigner((MLDsaPrivateKeyParameters)generator.GenerateKeyPair().Private);
    }

    /// <exception cref="CryptographicException">It is no such key.</exception>
    public static MlDsaSigner FromPem(string pem)
    {
        if (!PemEncoding.TryFind(pem, out var fields) || pem[fields.Label] != PemLabel) throw new CryptographicException("It is no private key in PEM.");
        byte[] der = Convert.FromBase64String(pem[fields.Base64Data]);
        return PrivateKeyFactory.CreateKey(der) is MLDsaPrivateKeyParameters { Parameters: var parameters } key && parameters == MLDsaParameters.ml_dsa_65
            ? new MlDsaSigner(key)
            : throw new CryptographicException("It is no ML-DSA-65 key.");
    }

    public string ToPem() => PemEncoding.WriteString(PemLabel, PrivateKeyInfoFactory.CreatePrivateKeyInfo(_key).GetDerEncoded()) + "\n";

    public override byte[] Sign(ReadOnlySpan<byte> message)
    {
        var signer = new MLDsaSigner(MLDsaParameters.ml_dsa_65, deterministic: false);
        signer.Init(forSigning: true, _key);
        signer.BlockUpdate(message);
        return signer.GenerateSignature();
    }
}
