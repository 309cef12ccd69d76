using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using EdgeAppliance.Daemon.Configuration;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>The server's side of TLS. Any certificate of a client is taken here, and none too: admission judges it, so that the protocol can say
/// why a device is refused.</summary>
internal sealed class ServerTls(SslStreamCertificateContext certificate)
{
    /// <exception cref="IOException">The files are no certificate and its key.</exception>
    public static ServerTls Load(ListenTls files)
    {
        OpenSslBuffers.Release();
        var own = CertificateFiles.Own(files);
        return new ServerTls(SslStreamCertificateContext.Create(own, CertificateFiles.Authorities(files.CertificateFile), offline: true));
    }

    /// <exception cref="System.Security.Authentication.AuthenticationException">The client speaks no TLS that is taken.</exception>
    public async Task<TcpTransport> Accept(Socket socket, CancellationToken stop)
    {
        var plain = TcpTransport.Of(socket);
        var chain = new X509Certificate2Collection();
        var stream = new SslStream(plain.Stream, leaveInnerStreamOpen: false);
        try
        {
            await stream.AuthenticateAsServerAsync(Options(chain), stop);
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
        var shown = stream.RemoteCertificate is { } remote ? new X509Certificate2(remote) : null;
        return plain with { Stream = stream, IsSecure = true, Certificate = shown, Chain = chain };
    }

    /// <param name="chain">Filled with what the client sends beside its certificate.</param>
    public SslServerAuthenticationOptions Options(X509Certificate2Collection chain) => new()
    {
        ServerCertificateContext = certificate,
        ClientCertificateRequired = true,
        // A stranger's certificate must not send us to an address that it names.
        CertificateChainPolicy = new X509ChainPolicy { DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck },
        // A resumed connection would not show the certificate again.
        AllowTlsResume = false,
        RemoteCertificateValidationCallback = (_, _, sent, _) =>
        {
            if (sent is not null)
                foreach (var element in sent.ChainElements) chain.Add(X509CertificateLoader.LoadCertificate(element.Certificate.RawDataMemory.Span));
            return true;
        },
    };
}
