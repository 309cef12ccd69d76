using System.Security.Cryptography;

namespace EdgeAppliance.Daemon.Identity.Bearer;

/// <summary>A public key of the issuer, and the one algorithm that it is for: a token does not choose another.</summary>
internal sealed class IssuerKey
{
    public const string Rs256 = "RS256";
    public const string Es256 = "ES256";

    private const int RsaBitsMin = 2048;
    private const int RsaBitsMax = 8192;

    private readonly Lock _lock = new();

    // One thread at a time uses it.
    private readonly AsymmetricAlgorithm _key;

    private IssuerKey(string? id, string algorithm, AsymmetricAlgorithm key) => (Id, Algorithm, _key) = (id, algorithm, key);

    public string? Id { get; }

    public string Algorithm { get; }

    /// <exception cref="CryptographicException">It is no key.</exception>
    public static IssuerKey OfRsa(string? id, byte[] modulus, byte[] exponent)
    {
        if (modulus.Length * 8 is < RsaBitsMin or > RsaBitsMax) throw new CryptographicException("the key is too short or too long");
        return new IssuerKey(id, Rs256, RSA.Create(new RSAParameters { Modulus = modulus, Exponent = exponent }));
    }

    /// <inheritdoc cref="OfRsa"/>
    public static IssuerKey OfP256(string? id, byte[] x, byte[] y) =>
        new(id, Es256, ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = x, Y = y } }));

    public bool Verifies(Jwt token)
    {
        if (token.Algorithm != Algorithm) return false;
        lock (_lock)
        {
            return _key switch
            {
                RSA rsa => rsa.VerifyData(token.Signed, token.Signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
                // RFC 7518 section 3.4: r and s, 32 bytes each.
                ECDsa curve => curve.VerifyData(token.Signed, token.Signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation),
                _ => false,
            };
        }
    }
}
