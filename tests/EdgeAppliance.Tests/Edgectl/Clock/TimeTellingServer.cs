using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace EdgeAppliance.Tests.Edgectl.Clock;

/// <summary>An HTTPS server that answers everything with the same head, and whose certificates are of another time than this machine's.</summary>
internal sealed class TimeTellingServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2 _authority, _own;
    private readonly string _folder = Directory.CreateTempSubdirectory("edge-clock-").FullName;
    private readonly string _head;

    /// <param name="valid">When its certificates begin to be valid, for a year.</param>
    /// <param name="head">Lines of the reply behind the first, each ended.</param>
    public TimeTellingServer(DateTimeOffset valid, string head, string name = "localhost")
    {
        _head = head;
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var wanted = new CertificateRequest("CN=Test authority", authorityKey, HashAlgorithmName.SHA256);
        wanted.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, true));
        _authority = wanted.CreateSelfSigned(valid, valid.AddYears(1));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        using var issued = request.Create(_authority, valid, valid.AddYears(1), [1]);
        _own = issued.CopyWithPrivateKey(key);
        AuthorityFile = Path.Combine(_folder, "ca.pem");
        File.WriteAllText(AuthorityFile, _authority.ExportCertificatePem());
        _listener.Start();
        _ = Serve();
    }

    public string AuthorityFile { get; }

    public Uri Address => new($"https://localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    public void Dispose()
    {
        _listener.Dispose();
        _authority.Dispose();
        _own.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task Serve()
    {
        try
        {
            while (true) _ = Answer(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Closed.
        }
    }

    private async Task Answer(TcpClient client)
    {
        try
        {
            using (client)
            await using (var tls = new SslStream(client.GetStream()))
            {
                await tls.AuthenticateAsServerAsync(_own);
                using var reader = new StreamReader(tls, Encoding.ASCII);
                while (await reader.ReadLineAsync() is { } line)
                    if (line.Length == 0) await tls.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n{_head}\r\n"));
            }
        }
        catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
        {
            // It was not trusted, or is gone.
        }
    }
}
