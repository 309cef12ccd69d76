using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EdgeAppliance.Daemon.Uplink;

namespace EdgeAppliance.Daemon.Http.Client;

/// <summary>Asks servers over HTTPS as uplinks ask brokers: their certificates are checked against who is trusted here, at a time that is known.</summary>
internal static class SiteHttp
{
    /// <param name="authorityFile">PEM; null for the system's authorities.</param>
    /// <param name="own">Shown where the server asks for a certificate.</param>
    /// <param name="proxy">Null for none.</param>
    /// <exception cref="IOException">The authorities' file cannot be used.</exception>
    public static HttpClient Client(string? authorityFile, X509Certificate2? own, Func<DateTimeOffset> now, IWebProxy? proxy = null)
    {
        var trust = new ServerTrust(Authorities(authorityFile), now);
        var handler = new SocketsHttpHandler
        {
            // Where it would lead, nobody has configured.
            AllowAutoRedirect = false,
            UseProxy = proxy is not null,
            Proxy = proxy,
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                    // Without it the reason would be lost.
                    trust.Accepts(certificate, chain, errors) ? true : throw new AuthenticationException(trust.Refusal),
                ClientCertificates = own is null ? null : [own],
            },
        };
        return new HttpClient(handler);
    }

    /// <summary>The reason at the bottom of an exception, which says more than what stands around it.</summary>
    public static string WhyNot(Exception failed)
    {
        while (failed.InnerException is { } inner) failed = inner;
        return failed is OperationCanceledException ? "the server did not answer in time" : failed.Message;
    }

    private static X509Certificate2Collection? Authorities(string? file)
    {
        if (file is null) return null;
        var trusted = new X509Certificate2Collection();
        try
        {
            trusted.ImportFromPemFile(file);
        }
        catch (CryptographicException e)
        {
            throw new IOException($"the authorities in '{file}' cannot be read: {e.Message}", e);
        }
        return trusted.Count > 0 ? trusted : throw new IOException($"there is no certificate in '{file}'");
    }
}
