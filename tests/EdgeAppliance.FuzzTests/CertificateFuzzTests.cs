using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EdgeAppliance.Daemon.Certificates;
using EdgeAppliance.Daemon.Identity.Revocation;
using EdgeAppliance.FuzzTests.Engine;
using Xunit.Abstractions;

namespace EdgeAppliance.FuzzTests;

public sealed class CertificateFuzzTests(ITestOutputHelper output)
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly X509Certificate2 s_authority = Authority();
    private static readonly IReadOnlyList<byte[]> s_lists = [List()];
    private static readonly IReadOnlyList<byte[]> s_bags = [new X509Certificate2Collection(s_authority).Export(X509ContentType.Pkcs7)!];
    private static readonly byte[][] s_tokens = [[0x30, 0x84, 0xff, 0xff, 0xff, 0xff], [0x30, 0x80], [0xa0, 0x80], [0x02, 0x00], [0x17, 0x00], [0x18, 0x00], [0x01, 0x01, 0xff], [0x00, 0x00]];

    [Fact]
    public void Read_DamagedRevocationList_IsReadOrRefusedWithAWord() => new Fuzz("revocation-list", output) { Cases = 4_000 }.Run(s_lists, new Mutator(s_lists, s_tokens).Make, der => Check(() =>
    {
        var list = RevocationFile.Read(der);
        Assert.InRange(list.Count, 0, 10_000);
        if (list.IsOf(s_authority) && IsSigned(list)) Assert.True(list.Has(s_authority));
    }));

    [Fact]
    public void Read_DamagedBag_IsReadOrRefusedWithAWord() => new Fuzz("certificate-bag", output) { Cases = 4_000 }.Run(s_bags, new Mutator(s_bags, s_tokens).Make, der => Check(() => Assert.InRange(CertificateBag.Read(der).Count, 1, 16)));

    private static bool IsSigned(RevocationFile list)
    {
        try
        {
            return list.IsSignedBy(s_authority);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static void Check(Action read)
    {
        try
        {
            read();
        }
        catch (FormatException e)
        {
            Assert.NotEmpty(e.Message);
        }
    }

    private static X509Certificate2 Authority()
    {
        var request = new CertificateRequest("CN=site", ECDsa.Create(ECCurve.NamedCurves.nistP256), HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.CrlSign | X509KeyUsageFlags.KeyCertSign, true));
        return request.CreateSelfSigned(s_now, s_now.AddYears(1));
    }

    private static byte[] List()
    {
        var builder = new CertificateRevocationListBuilder();
        builder.AddEntry(s_authority, s_now);
        builder.AddEntry([0x4a, 0x0f], s_now, X509RevocationReason.Superseded);
        return builder.Build(s_authority, BigInteger.One, s_now.AddDays(7), HashAlgorithmName.SHA256, null, s_now);
    }
}
