using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Core.Files;

namespace EdgeAppliance.Daemon.Identity.SiteCa;

/// <summary>The site authority's key and certificate: from the configuration, or made once in <c>site-ca</c> of the state directory, as <c>ca.key</c> (readable
/// by its owner alone) and <c>ca.pem</c>.</summary>
internal static class SiteCaFiles
{
    private const string FolderName = "site-ca";

    // A board's clock may be behind that of who looks at the certificate.
    private static readonly TimeSpan s_before = TimeSpan.FromDays(1);
    private static readonly TimeSpan s_rootLife = TimeSpan.FromDays(20 * 365);

    /// <exception cref="IOException">A file cannot be used, or the certificate is not that of the key.</exception>
    public static SiteAuthority Load(SiteCaConfiguration configuration, string stateDirectory, string appliance, DateTimeOffset now)
    {
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException();
        string folder = Path.Combine(stateDirectory, FolderName);
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            using var key = Key(configuration, Path.Combine(folder, "ca.key"));
            var chain = Chain(configuration, Path.Combine(folder, "ca.pem"), key, appliance, now);
            var own = chain[0].CopyWithPrivateKey(key);
            Check(own);
            return new SiteAuthority(own, chain, configuration, new RevocationList(Path.Combine(folder, "revoked.json"), own));
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or UnauthorizedAccessException or FormatException)
        {
            throw new IOException($"access.siteCa cannot be used: {e.Message}", e);
        }
    }

    private static ECDsa Key(SiteCaConfiguration configuration, string file)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        if (configuration.Key is { } given) key.ImportFromPem(given.Reveal());
        else if (File.Exists(file)) key.ImportFromPem(File.ReadAllText(file));
        else DurableFile.Replace(file, Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem()));
        return key;
    }

    /// <returns>The authority's own certificate, and those above it.</returns>
    private static X509Certificate2Collection Chain(SiteCaConfiguration configuration, string file, ECDsa key, string appliance, DateTimeOffset now)
    {
        var chain = new X509Certificate2Collection();
        if (configuration.CertificateFile is null && !File.Exists(file)) DurableFile.Replace(file, Encoding.ASCII.GetBytes(Root(key, appliance, now)));
        chain.ImportFromPemFile(configuration.CertificateFile ?? file);
        return chain.Count > 0 ? chain : throw new CryptographicException($"there is no certificate in '{configuration.CertificateFile ?? file}'");
    }

    private static string Root(ECDsa key, string appliance, DateTimeOffset now)
    {
        var request = new CertificateRequest(SubjectName.Of($"{appliance} site CA"), key, HashAlgorithmName.SHA256);
        // It signs devices' certificates, and no further authority.
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        using var root = request.CreateSelfSigned(now - s_before, now + s_rootLife);
        return root.ExportCertificatePem();
    }

    private static void Check(X509Certificate2 own)
    {
        bool isAuthority = own.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority);
        if (!isAuthority) throw new CryptographicException("the certificate is no authority's: its basic constraints do not say so");
        if (own.Extensions.OfType<X509KeyUsageExtension>().FirstOrDefault() is not { } usage || (usage.KeyUsages & Needed) != Needed)
            throw new CryptographicException("the certificate's key usage must have keyCertSign and cRLSign");
        if (!own.Extensions.OfType<X509SubjectKeyIdentifierExtension>().Any()) throw new CryptographicException("the certificate has no subject key identifier");
    }

    private const X509KeyUsageFlags Needed = X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign;
}
