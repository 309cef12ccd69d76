using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EdgeAppliance.Tests.Storage;

namespace EdgeAppliance.Tests.Daemon.Uplink;

/// <summary>An authority of a test's own, and the PEM files of whom it vouches for.</summary>
internal sealed class TestAuthority : IDisposable
{
    private static readonly DateTimeOffset s_now = TimeProvider.System.GetUtcNow();

    private readonly TemporaryFolder _folder = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _certificate;

    public TestAuthority(string name)
    {
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _certificate = request.CreateSelfSigned(s_now.AddYears(-3), s_now.AddYears(10));
        File.WriteAllText(File_("ca.pem"), _certificate.ExportCertificatePem());
        File.WriteAllText(KeyFile, _key.ExportPkcs8PrivateKeyPem());
    }

    public string CertificateFile => File_("ca.pem");

    public string KeyFile => File_("ca.key");

    /// <returns>The files of the certificate and its key.</returns>
    public (string Certificate, string Key) Issue(string name, DateTimeOffset from, DateTimeOffset to)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        byte[] serial = RandomNumberGenerator.GetBytes(8);
        using var certificate = request.Create(_certificate, from, to, serial);
        File.WriteAllText(File_($"{name}.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(File_($"{name}.key"), key.ExportPkcs8PrivateKeyPem());
        return (File_($"{name}.pem"), File_($"{name}.key"));
    }

    public (string Certificate, string Key) Issue(string name) => Issue(name, s_now.AddYears(-1), s_now.AddYears(1));

    public void Dispose()
    {
        _certificate.Dispose();
        _key.Dispose();
        _folder.Dispose();
    }

    private string File_(string name) => Path.Combine(_folder.FullName, name);
}
