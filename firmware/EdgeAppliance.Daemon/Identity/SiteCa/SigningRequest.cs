using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EdgeAppliance.Daemon.Identity.SiteCa;

/// <summary>A request for a certificate (PKCS #10, RFC 2986) whose signature proves that who asks has the key. All else that it wishes for is not looked at:
/// what a certificate says is the authority's to decide.</summary>
/// <param name="CommonName">Of its subject; null where it has none or several.</param>
internal sealed record SigningRequest(PublicKey Key, string? CommonName)
{
    public const int BytesMax = 8 << 10;

    private const int RsaBitsMin = 2048;
    private const int RsaBitsMax = 4096;

    // RFC 5480 section 2.1.1.1.
    private static readonly string[] s_curves = ["1.2.840.10045.3.1.7", "1.3.132.0.34", "1.3.132.0.35"];

    // RFC 8951 section 2: base64 as RFC 4648 has it, that may have white space in it.
    private static readonly SearchValues<byte> s_space = SearchValues.Create(" \t\r\n"u8);

    /// <param name="body">Base64.</param>
    /// <exception cref="FormatException">It is no such request, or of a key that is not taken.</exception>
    public static SigningRequest Read(ReadOnlySpan<byte> body)
    {
        if (body.Length > BytesMax) throw new FormatException($"a request has {BytesMax} bytes at most");
        byte[] packed = new byte[body.Length];
        int length = 0;
        foreach (byte one in body)
            if (!s_space.Contains(one)) packed[length++] = one;
        byte[] der = new byte[Base64.GetMaxDecodedFromUtf8Length(length)];
        if (Base64.DecodeFromUtf8(packed.AsSpan(0, length), der, out _, out int bytes) != OperationStatus.Done || bytes == 0)
            throw new FormatException("a request is PKCS #10 in base64");
        try
        {
            var request = CertificateRequest.LoadSigningRequest(der.AsSpan(0, bytes), HashAlgorithmName.SHA256, out int read, CertificateRequestLoadOptions.Default, RSASignaturePadding.Pkcs1);
            if (read != bytes) throw new FormatException("something stands behind the request");
            Check(request.PublicKey);
            return new SigningRequest(request.PublicKey, SubjectName.CommonName(request.SubjectName));
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or NotSupportedException or InvalidOperationException)
        {
            throw new FormatException($"it is no request that is signed with its own key: {e.Message}", e);
        }
    }

    private static void Check(PublicKey key)
    {
        using var curve = key.GetECDsaPublicKey();
        using var rsa = curve is null ? key.GetRSAPublicKey() : null;
        bool isTaken = curve is not null
            ? s_curves.Contains(curve.ExportParameters(false).Curve.Oid?.Value)
            : rsa is { KeySize: >= RsaBitsMin and <= RsaBitsMax };
        if (!isTaken) throw new FormatException($"a key is an ECDSA one of P-256, P-384 or P-521, or an RSA one of {RsaBitsMin} to {RsaBitsMax} bits");
    }
}
