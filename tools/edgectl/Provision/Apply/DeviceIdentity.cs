using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace EdgeAppliance.Edgectl.Provision.Apply;

/// <summary>The key that is made on the device, ECDSA P-256 in PEM, and what is made of it. The daemon renews the certificate with the same key
/// (<c>certificates</c> of its configuration).</summary>
internal sealed class DeviceIdentity(ProvisionPaths paths, IProvisionDisk disk)
{
    // It may be made while the clock is wrong. RFC 5280 section 4.1.2.5 has the end for "no end".
    private static readonly DateTimeOffset s_from = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset s_until = new(9999, 12, 31, 23, 59, 59, TimeSpan.Zero);

    /// <summary>The key, which is made where there is none.</summary>
    /// <exception cref="IOException">It cannot be read or written.</exception>
    public ECDsa Key()
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string path = paths.At(ProvisionPaths.Key);
        if (File.Exists(path))
        {
            try
            {
                key.ImportFromPem(File.ReadAllText(path));
                return key;
            }
            catch (Exception e) when (e is CryptographicException or ArgumentException)
            {
                throw new IOException($"the device's key '{path}' cannot be read: {e.Message}", e);
            }
        }
        string folder = Path.GetDirectoryName(path)!;
        MakeFolder(folder);
        disk.Remove(path + ".new");
        disk.WriteFile(path + ".new", Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem() + "\n"), Modes.Secret);
        disk.GiveToDaemon(path + ".new");
        disk.Rename(path + ".new", path);
        disk.SyncFolder(folder);
        return key;
    }

    /// <summary>PKCS #10 in PEM.</summary>
    public static byte[] SigningRequest(ECDsa key, string commonName, IReadOnlyList<string> names) =>
        Encoding.ASCII.GetBytes(Request(key, commonName, names).CreateSigningRequestPem() + "\n");

    /// <summary>A certificate that nobody vouches for, until there is one.</summary>
    public static byte[] SelfSigned(ECDsa key, string commonName, IReadOnlyList<string> names)
    {
        using var made = Request(key, commonName, names).CreateSelfSigned(s_from, s_until);
        return Encoding.ASCII.GetBytes(made.ExportCertificatePem() + "\n");
    }

    /// <summary>What the device shows now.</summary>
    /// <returns>Null where there is none that can be read.</returns>
    public X509Certificate2? Certificate()
    {
        string path = paths.At(ProvisionPaths.Certificate);
        try
        {
            return File.Exists(path) ? X509CertificateLoader.LoadCertificateFromFile(path) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    public static bool IsSelfSigned(X509Certificate2 certificate) => certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);

    private static CertificateRequest Request(ECDsa key, string commonName, IReadOnlyList<string> names)
    {
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(commonName);
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256);
        if (names.Count == 0) return request;
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (string name in names)
            if (IPAddress.TryParse(name, out var address)) alternatives.AddIpAddress(address);
            else alternatives.AddDnsName(name);
        request.CertificateExtensions.Add(alternatives.Build());
        return request;
    }

    private void MakeFolder(string folder)
    {
        if (Directory.Exists(folder)) return;
        string above = Path.GetDirectoryName(folder)!;
        if (!Directory.Exists(above)) disk.MakeFolder(above, Modes.PublicFolder);
        disk.MakeFolder(folder, Modes.PublicFolder);
        disk.GiveToDaemon(folder);
        disk.SyncFolder(above);
    }
}
