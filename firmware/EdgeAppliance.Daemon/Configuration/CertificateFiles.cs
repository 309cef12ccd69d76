using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EdgeAppliance.Daemon.Configuration;

/// <summary>Reads the files of certificates that a configuration names.</summary>
internal static class CertificateFiles
{
    /// <summary>Reports those that are no use.</summary>
    public static void Check(ConfigSection file, ApplianceConfiguration configuration)
    {
        Try(file, "listen", "certificate", () =>
        {
            // One that the appliance gets by itself may have yet to come.
            if (configuration.Listen.Tls is not { } tls || configuration.Certificates.Values.Any(own => own.CertificateFile == tls.CertificateFile)) return;
            using var own = Own(tls);
        });
        Try(file, "access", "ca", () =>
        {
            if (configuration.Access?.AuthorityFile is not { } authority) return;
            foreach (var certificate in Authorities(authority)) certificate.Dispose();
        });
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

    private static T Read<T>(string files, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new IOException($"{files} cannot be used: {e.Message}", e);
        }
    }

    private static void Try(ConfigSection file, string part, string key, Action read)
    {
        try
        {
            read();
        }
        catch (IOException e)
        {
            file.Errors.Add(file.FindSection(part)!.Find(key)!, e.Message);
        }
    }
}
