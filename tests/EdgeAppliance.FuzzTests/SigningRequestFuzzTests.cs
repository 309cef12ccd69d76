using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using EdgeAppliance.Daemon.Identity.SiteCa;
using EdgeAppliance.FuzzTests.Engine;
using Xunit.Abstractions;

namespace EdgeAppliance.FuzzTests;

public sealed class SigningRequestFuzzTests(ITestOutputHelper output)
{
    private static readonly IReadOnlyList<byte[]> Requests = [OfCurve(), OfRsa()];

    private static readonly Mutator Damage = new(Requests, [[0x30, 0x84, 0xff, 0xff, 0xff, 0xff], [0x30, 0x80], [0x06, 0x03, 0x55, 0x04, 0x03], [0x02, 0x01, 0x00], [0x03, 0x00]]);

    [Fact]
    public void Read_DamagedRequest_IsRefusedWithAWord() => new Fuzz("signing-request", output) { Cases = 3_000 }.Run(Requests, Damage.Make, der => Check(Encoding.ASCII.GetBytes(Convert.ToBase64String(der))));

    [Fact]
    public void Read_DamagedText_IsRefusedWithAWord() => new Fuzz("signing-request-text", output) { Cases = 2_000 }.Run(
        [], random => Damage.Damage(Encoding.ASCII.GetBytes(Convert.ToBase64String(Requests[0])), random), Check);

    private static void Check(byte[] body)
    {
        try
        {
            Assert.NotNull(SigningRequest.Read(body).Key);
        }
        catch (FormatException e)
        {
            Assert.NotEmpty(e.Message);
        }
    }

    private static byte[] OfCurve()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest("CN=pump, O=plant", key, HashAlgorithmName.SHA256).CreateSigningRequest();
    }

    private static byte[] OfRsa()
    {
        using var key = RSA.Create(2048);
        return new CertificateRequest("CN=pump", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSigningRequest();
    }
}
