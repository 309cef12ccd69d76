using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;

namespace EdgeAppliance.Bundles.Tuf.Keys;

/// <summary>Ed25519 (RFC 8032); keys and signatures are plain bytes.</summary>
internal sealed class Ed25519 : SignatureScheme
{
    private const int SignatureBytes = 64;

    public override string Name => "ed25519";

    public override IReadOnlyList<string> KeyTypes { get; } = ["ed25519"];

    protected override bool VerifiesKnown(string publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != SignatureBytes) return false;
        var signer = new Ed25519Signer();
        signer.Init(forSigning: false, new Ed25519PublicKeyParameters(Convert.FromHexString(publicKey)));
        signer.BlockUpdate(message);
        return signer.VerifySignature(signature.ToArray());
    }
}
