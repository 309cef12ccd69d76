using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EdgeAppliance.Daemon.Identity.Revocation;

/// <summary>A list of revoked certificates as its issuer signed it (RFC 5280 section 5). What needs more than serial numbers to be understood, partial lists and those of
/// several issuers, is refused.</summary>
internal sealed class RevocationFile
{
    public const int BytesMax = 4 << 20;

    private static readonly Asn1Tag s_extensions = new(TagClass.ContextSpecific, 0, isConstructed: true);

    // RFC 5758 section 3.2, RFC 4055 section 5.
    private static readonly Dictionary<string, HashAlgorithmName> s_algorithms = new()
    {
        ["1.2.840.10045.4.3.2"] = HashAlgorithmName.SHA256, ["1.2.840.10045.4.3.3"] = HashAlgorithmName.SHA384, ["1.2.840.10045.4.3.4"] = HashAlgorithmName.SHA512,
        ["1.2.840.113549.1.1.11"] = HashAlgorithmName.SHA256, ["1.2.840.113549.1.1.12"] = HashAlgorithmName.SHA384, ["1.2.840.113549.1.1.13"] = HashAlgorithmName.SHA512,
    };

    private readonly HashSet<string> _serials = new(StringComparer.Ordinal);
    private byte[] _issuer = [];
    private byte[] _signed = [];
    private byte[] _signature = [];
    private HashAlgorithmName _hash;
    private volatile Issuer? _lastIssuer;

    /// <summary>When there should be a newer one; null where it does not say.</summary>
    public DateTimeOffset? NextUpdate { get; private set; }

    public int Count => _serials.Count;

    /// <param name="file">PEM or DER.</param>
    /// <exception cref="FormatException">It is no such list.</exception>
    public static RevocationFile Read(byte[] file)
    {
        if (file.Length > BytesMax) throw new FormatException($"it has more than {BytesMax} bytes");
        try
        {
            var list = new RevocationFile();
            list.ReadAll(new AsnReader(Der(file), AsnEncodingRules.DER).ReadSequence());
            return list;
        }
        catch (Exception e) when (e is AsnContentException or ArgumentException)
        {
            throw new FormatException("it is no list of revoked certificates: " + e.Message, e);
        }
    }

    public bool IsOf(X509Certificate2 issuer) => issuer.SubjectName.RawData.AsSpan().SequenceEqual(_issuer);

    public bool IsSignedBy(X509Certificate2 issuer)
    {
        // A list of megabytes is hashed once, not for each of thousands of clients.
        if (_lastIssuer is { } last && last.Certificate.AsSpan().SequenceEqual(issuer.RawDataMemory.Span)) return last.HasSigned;
        bool hasSigned = Verify(issuer);
        _lastIssuer = new(issuer.RawData, hasSigned);
        return hasSigned;
    }

    private bool Verify(X509Certificate2 issuer)
    {
        using var curve = issuer.GetECDsaPublicKey();
        if (curve is not null) return curve.VerifyData(_signed, _signature, _hash, DSASignatureFormat.Rfc3279DerSequence);
        using var rsa = issuer.GetRSAPublicKey();
        return rsa is not null && rsa.VerifyData(_signed, _signature, _hash, RSASignaturePadding.Pkcs1);
    }

    public bool Has(X509Certificate2 certificate) => _serials.Contains(Convert.ToHexString(certificate.SerialNumberBytes.Span));

    private static byte[] Der(byte[] file)
    {
        string text = System.Text.Encoding.ASCII.GetString(file);
        if (!PemEncoding.TryFind(text, out var pem)) return file;
        if (text[pem.Label] != "X509 CRL") throw new FormatException($"it holds {text[pem.Label]} rather than a list of revoked certificates");
        return Convert.FromBase64String(text[pem.Base64Data]);
    }

    private void ReadAll(AsnReader list)
    {
        _signed = list.PeekEncodedValue().ToArray();
        ReadSigned(list.ReadSequence());
        string algorithm = list.ReadSequence().ReadObjectIdentifier();
        if (!s_algorithms.TryGetValue(algorithm, out _hash)) throw new FormatException($"its signature's algorithm {algorithm} is not known");
        _signature = list.ReadBitString(out _);
    }

    private void ReadSigned(AsnReader signed)
    {
        if (signed.PeekTag().HasSameClassAndValue(Asn1Tag.Integer)) signed.ReadInteger(); // version
        signed.ReadSequence(); // the signature's algorithm, which stands outside again
        _issuer = signed.ReadEncodedValue().ToArray();
        Time(signed);
        if (signed.HasData && IsTime(signed.PeekTag())) NextUpdate = Time(signed);
        if (signed.HasData && signed.PeekTag().HasSameClassAndValue(Asn1Tag.Sequence)) ReadEntries(signed.ReadSequence());
        if (signed.HasData) CheckExtensions(signed.ReadSequence(s_extensions).ReadSequence());
    }

    private void ReadEntries(AsnReader entries)
    {
        while (entries.HasData)
        {
            var entry = entries.ReadSequence();
            _serials.Add(Convert.ToHexString(entry.ReadIntegerBytes().Span));
            Time(entry);
            if (entry.HasData) CheckExtensions(entry.ReadSequence());
        }
    }

    /// <summary>Section 5.2: what is critical and not understood makes the list of no use. None that is critical is understood here.</summary>
    private static void CheckExtensions(AsnReader extensions)
    {
        while (extensions.HasData)
        {
            var extension = extensions.ReadSequence();
            string kind = extension.ReadObjectIdentifier();
            if (extension.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean) && extension.ReadBoolean()) throw new FormatException($"it needs the extension {kind}, which is not known here");
        }
    }

    private static bool IsTime(Asn1Tag tag) => tag.HasSameClassAndValue(Asn1Tag.UtcTime) || tag.HasSameClassAndValue(Asn1Tag.GeneralizedTime);

    private static DateTimeOffset Time(AsnReader reader) => reader.PeekTag().HasSameClassAndValue(Asn1Tag.UtcTime) ? reader.ReadUtcTime() : reader.ReadGeneralizedTime();

    private sealed record Issuer(byte[] Certificate, bool HasSigned);
}
