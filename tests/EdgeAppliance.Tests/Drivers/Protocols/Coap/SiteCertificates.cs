using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EdgeAppliance.Drivers.Protocols.Coap.Dtls;

namespace EdgeAppliance.Tests.Drivers.Protocols.Coap;

/// <summary>A certificate authority, a server and a client of it, and a stranger, as PEM files in a folder.</summary>
internal sealed class SiteCertificates : IDisposable
{
    private static readonly DateTimeOffset s_from = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset s_to = new(2120, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly X509Certificate2 _authority;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public SiteCertificates()
    {
        _authority = Root("site CA");
        File.WriteAllText(Ca, _authority.ExportCertificatePem());
        ServerKey = Issue("localhost", "server", out var server);
        ServerChain = [server, _authority.RawData];
        Issue("pump-7", "client", out _);
        using var other = Root("other CA");
        Write("stranger", other.ExportCertificatePem(), other.GetECDsaPrivateKey()!);
    }

    public string Ca => Path.Combine(_folder.FullName, "ca.pem");

    public byte[] Authority => _authority.RawData;

    public IReadOnlyList<byte[]> ServerChain { get; }

    public byte[] ServerKey { get; }

    /// <param name="name"><c>client</c> or <c>stranger</c>.</param>
    public string CertificateOf(string name) => Path.Combine(_folder.FullName, name + ".pem");

    public string KeyOf(string name) => Path.Combine(_folder.FullName, name + ".key");

    /// <summary>The common name of a client whose chain ends in the authority.</summary>
    public DtlsProof? DeviceOf(IReadOnlyList<byte[]> chain)
    {
        using var client = X509CertificateLoader.LoadCertificate(chain[0]);
        using var path = new X509Chain();
        path.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        path.ChainPolicy.CustomTrustStore.Add(_authority);
        path.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return path.Build(client) ? new DtlsProof(client.GetNameInfo(X509NameType.SimpleName, false)) : null;
    }

    /// <summary>Issues a client's certificate.</summary>
    /// <param name="subject">As RFC 4514 writes it.</param>
    public IReadOnlyList<byte[]> Issue(string subject)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var issued = new CertificateRequest(subject, key, HashAlgorithmName.SHA256).Create(_authority, s_from.AddDays(1), s_to.AddDays(-1), [1, 2, 3]);
        return [issued.RawData, _authority.RawData];
    }

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Delete(true);
    }

    private static X509Certificate2 Root(string name)
    {
        var request = new CertificateRequest($"CN={name}", ECDsa.Create(ECCurve.NamedCurves.nistP256), HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(s_from, s_to);
    }

    private byte[] Issue(string name, string file, out byte[] certificate)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(_authority, s_from.AddDays(1), s_to.AddDays(-1), [(byte)name.Length, 1, 2, 3]);
        Write(file, issued.ExportCertificatePem(), key);
        certificate = issued.RawData;
        return key.ExportPkcs8PrivateKey();
    }

    private void Write(string file, string certificate, ECDsa key)
    {
        File.WriteAllText(CertificateOf(file), certificate);
        File.WriteAllText(KeyOf(file), key.ExportECPrivateKeyPem());
    }
}
