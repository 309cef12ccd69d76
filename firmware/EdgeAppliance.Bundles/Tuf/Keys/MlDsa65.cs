using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;

namespace EdgeAppliance.Bundles.Tuf.Keys;

/// <summary>ML-DSA-65 (FIPS 204), pure, with an empty context; keys and signatures are plain bytes. It stands beside ECDSA against the day on
/// which that is broken: clients that do not know it pass its keys over.</summary>
internal sealed class MlDsa65 : SignatureScheme
{
    public const string SchemeName = "ml-dsa-65";
    private const int SignatureBytes = 3309;

    public override string Name => SchemeName;

    public override IReadOnlyList<string> KeyTypes { get; } = ["ml-dsa"];

    protected override bool VerifiesKnown(string publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != SignatureBytes) return false;
        var signer = new MLDsaSigner(MLDsaParameters.ml_dsa_65, deterministic: false);
        signer.Init(forSigning: false, MLDsaPublicKeyParameters.FromEncoding(MLDsaParameters.ml_dsa_65, Convert.FromHexString(publicKey)));
        signer.BlockUpdate(message);
        return signer.VerifySignature(signature.ToArray());
    }
}
