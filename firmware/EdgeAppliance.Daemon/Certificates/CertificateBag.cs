using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EdgeAppliance.Daemon.Certificates;

/// <summary>Reads certificates out of a PKCS #7 structure that holds nothing else ("certs-only", RFC 5652 section 5.1 with no signer).</summary>
internal static class CertificateBag
{
    private const string SignedData = "1.2.840.113549.1.7.2";
    private const int CertificatesMax = 16;

    private static readonly Asn1Tag s_within = new(TagClass.ContextSpecific, 0, isConstructed: true);

    /// <exception cref="FormatException">It is none.</exception>
    public static X509Certificate2Collection Read(ReadOnlyMemory<byte> der)
    {
        var all = new X509Certificate2Collection();
        try
        {
            var content = new AsnReader(der, AsnEncodingRules.BER).ReadSequence();
            if (content.ReadObjectIdentifier() != SignedData) throw new FormatException("it is no signed data of PKCS #7");
            var signed = content.ReadSequence(s_within).ReadSequence();
            signed.ReadInteger(); // version
            signed.ReadSetOf(); // digest algorithms
            signed.ReadSequence(); // content, which is not there
            if (!signed.HasData || !signed.PeekTag().HasSameClassAndValue(s_within)) throw new FormatException("there is no certificate in it");
            var certificates = signed.ReadSetOf(skipSortOrderValidation: true, s_within);
            while (certificates.HasData && all.Count < CertificatesMax) all.Add(X509CertificateLoader.LoadCertificate(certificates.ReadEncodedValue().Span));
        }
        catch (Exception e) when (e is AsnContentException or CryptographicException)
        {
            throw new FormatException("the certificates cannot be read: " + e.Message, e);
        }
        return all.Count > 0 ? all : throw new FormatException("there is no certificate in it");
    }
}
