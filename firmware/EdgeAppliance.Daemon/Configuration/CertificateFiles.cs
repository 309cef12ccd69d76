using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EdgeAppliance.Daemon.Identity.Revocation;

namespace EdgeAppliance.Daemon.Configuration;

/// <summary>Reads the files of certificates that a configuration names.</summary>
internal static class CertificateFiles
{
    /// <summary>Reports those that are no use.</summary>
    public static void Check(ConfigSection file, ApplianceConfiguration configuration)
    {
        var listen = file.FindSection("listen");
        var access = file.FindSection("access");
        Try(listen, "certificate", () =>
        {
            if (configuration.Listen.Tls is { } tls && !IsToCome(configuration, tls.CertificateFile)) Own(tls).Dispose();
        });
        Try(listen?.FindSection("dtls"), "certificate", () =>
        {
            if (configuration.Listen.Dtls is not { CertificateFile: { } certificate, KeyFile: { } key } || IsToCome(configuration, certificate)) return;
            using var own = Own(new ListenTls(certificate, key));
            using var ec = own.GetECDsaPrivateKey() ?? throw new IOException($"{certificate} and {key} cannot be used: CoAP asks for an ECDSA key");
        });
        Try(listen?.FindSection("dtls"), "ca", () => CheckAuthorities(configuration.Listen.Dtls?.AuthorityFile));
        Try(access, "ca", () => CheckAuthorities(configuration.Access?.AuthorityFile));
        Try(access, "crl", () =>
        {
            foreach (string list in configuration.Access?.RevocationFiles ?? []) Read(list, () => RevocationFile.Read(File.ReadAllBytes(list)));
        });
        Try(access?.FindSection("oauth"), "ca", () => CheckAuthorities(configuration.Access?.OAuth?.AuthorityFile));
    }

    /// <exception cref="IOException">The files are no certificate and its key; the message says so.</exception>
    public static X509Certificate2 Own(ListenTls files) =>
        Read($"{files.CertificateFile} and {files.KeyFile}", () => X509Certificate2.CreateFromPemFile(files.CertificateFile, files.KeyFile));

    /// <returns>One at least.</returns>
    /// <exception cref="IOException">There is none in the file, or it cannot be read; the message says so.</exception>
    public static X509Certificate2Collection Authorities(string file)
    {
        var authorities = Read(file, () =>
        {
            var read = new X509Certificate2Collection();
            read.ImportFromPemFile(file);
            return read;
        });
        return authorities.Count > 0 ? authorities : throw new IOException($"there is no certificate in {file}");
    }

    /// <summary>One that the appliance gets by itself may have yet to come.</summary>
    private static bool IsToCome(ApplianceConfiguration configuration, string file) => configuration.Certificates.Values.Any(own => own.CertificateFile == file);

    private static void CheckAuthorities(string? file)
    {
        if (file is null) return;
        foreach (var certificate in Authorities(file)) certificate.Dispose();
    }

    private static T Read<T>(string files, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException or FormatException)
        {
            throw new IOException($"{files} cannot be used: {e.Message}", e);
        }
    }

    private static void Try(ConfigSection? section, string key, Action read)
    {
        try
        {
            read();
        }
        catch (IOException e)
        {
            section!.Errors.Add(section.Find(key)!, e.Message);
        }
    }
}
