using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Security;

namespace EdgeAppliance.Bundles.Tuf.Keys;

/// <summary>Public keys in PEM (SubjectPublicKeyInfo, RFC 5280 and RFC 9881), of whoever keeps the private part to himself.</summary>
public static class PublicKeyPem
{
    private const string PemLabel = "PUBLIC KEY";
    private const int EcdsaBits = 256;

    /// <returns>Null where it is no ECDSA P-256 or ML-DSA-65 key.</returns>
    public static TufKey? TryRead(string pem)
    {
        try
        {
            return PemEncoding.TryFind(pem, out var fields) && pem[fields.Label] == PemLabel ? TryReadDer(Convert.FromBase64String(pem[fields.Base64Data])) : null;
        }
        catch (Exception e) when (e is FormatException or CryptographicException or ArgumentException or IOException or InvalidCastException or SecurityUtilityException)
        {
            return null;
        }
    }

    private static TufKey? TryReadDer(byte[] der)
    {
        if (PublicKeyFactory.CreateKey(der) is MLDsaPublicKeyParameters key)
            return key.Parameters == MLDsaParameters.ml_dsa_65 ? KeyId.Named("ml-dsa", MlDsa65.SchemeName, Convert.ToHexStringLower(key.GetEncoded())) : null;
        using var classic = ECDsa.Create();
        classic.ImportSubjectPublicKeyInfo(der, out _);
        bool isP256 = classic.KeySize == EcdsaBits && classic.ExportParameters(false).Curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value;
        return isP256 ? KeyId.Named("ecdsa", EcdsaP256.SchemeName, classic.ExportSubjectPublicKeyInfoPem() + "\n") : null;
    }
}
