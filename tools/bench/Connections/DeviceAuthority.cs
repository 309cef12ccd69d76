using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EdgeAppliance.Bench.Connections;

/// <summary>An authority of the bench's own: it vouches for the appliance and for each device.</summary>
internal sealed class DeviceAuthority : IDisposable
{
    private readonly X509Certificate2 _certificate;
    private readonly string _folder;
    private readonly DateTimeOffset _now;

    private DeviceAuthority(X509Certificate2 certificate, string folder, DateTimeOffset now)
    {
        _certificate = certificate;
        _folder = folder;
        _now = now;
    }

    public string CertificateFile => File_("ca.pem");

    public string OwnFile => File_("own.pem");

    public string OwnKeyFile => File_("own.key");

    public static string NameOf(int device) => string.Create(CultureInfo.InvariantCulture, $"device-{device}");

    /// <summary>Makes one, with the appliance's certificate.</summary>
    public static DeviceAuthority Make(string folder, DateTimeOffset now)
    {
        Directory.CreateDirectory(folder);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=bench", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var authority = new DeviceAuthority(request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30)), folder, now);
        File.WriteAllText(authority.CertificateFile, authority._certificate.ExportCertificatePem());
        File.WriteAllText(authority.File_("ca.key"), key.ExportPkcs8PrivateKeyPem());
        using var own = authority.Issue("appliance");
        File.WriteAllText(authority.OwnFile, own.ExportCertificatePem());
        File.WriteAllText(authority.OwnKeyFile, own.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        return authority;
    }

    public static DeviceAuthority Open(string folder, DateTimeOffset now) =>
        new(X509Certificate2.CreateFromPemFile(Path.Combine(folder, "ca.pem"), Path.Combine(folder, "ca.key")), folder, now);

    /// <returns>With its key.</returns>
    public X509Certificate2 Issue(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(_certificate, _now.AddDays(-1), _now.AddDays(29), RandomNumberGenerator.GetBytes(8));
        return certificate.CopyWithPrivateKey(key);
    }

    public void Dispose() => _certificate.Dispose();

    private string File_(string name) => Path.Combine(_folder, name);
}
