using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EdgeAppliance.Core.Configuration;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Updates.Fetch;
using EdgeAppliance.Demo.Processes;

namespace EdgeAppliance.Tests.Daemon.Updates.Fetch;

/// <summary>Through a real proxy, which wants to know who asks.</summary>
public sealed class FetchHttpTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("edge-proxy-").FullName;
    private readonly TcpListener _server = new(IPAddress.Loopback, 0);
    private ChildProcess? _proxy;

    public FetchHttpTests() => _server.Start();

    public void Dispose()
    {
        _proxy?.Dispose();
        _server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [TinyproxyFact]
    public async Task Handler_ServerSpeaksTls_IsReachedByConnectWithCredentials()
    {
        var proxy = await StartProxy();
        _ = Serve(tls: true);
        Assert.Equal("hello", await Get("https", new ProxyConfiguration(proxy, "box", new Secret("hush"))));
        Assert.Contains("CONNECT", File.ReadAllText(Path.Combine(_folder, "log")));
    }

    [TinyproxyFact]
    public async Task Handler_ServerSpeaksPlainly_IsReachedToo()
    {
        var proxy = await StartProxy();
        _ = Serve(tls: false);
        Assert.Equal("hello", await Get("http", new ProxyConfiguration(proxy, "box", new Secret("hush"))));
    }

    [TinyproxyFact]
    public async Task Handler_WrongPassword_IsRefusedByTheProxy()
    {
        var proxy = await StartProxy();
        _ = Serve(tls: true);
        var refusal = await Assert.ThrowsAsync<HttpRequestException>(() => Get("https", new ProxyConfiguration(proxy, "box", new Secret("wrong"))));
        Assert.Contains("40", refusal.Message);
        await Assert.ThrowsAsync<HttpRequestException>(() => Get("https", new ProxyConfiguration(proxy, null, null)));
    }

    private async Task<string> Get(string scheme, ProxyConfiguration proxy)
    {
        using var handler = FetchHttp.Handler(proxy);
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        using var http = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(30) };
        return await http.GetStringAsync(new Uri($"{scheme}://127.0.0.1:{((IPEndPoint)_server.LocalEndpoint).Port}/metadata/timestamp.json"));
    }

    private async Task Serve(bool tls)
    {
        using var certificate = tls ? Certificate() : null;
        while (true)
        {
            using var peer = await _server.AcceptTcpClientAsync();
            Stream stream = peer.GetStream();
            if (certificate is not null)
            {
                var secure = new SslStream(stream);
                await secure.AuthenticateAsServerAsync(certificate);
                stream = secure;
            }
            using var reader = new StreamReader(stream);
            while (await reader.ReadLineAsync() is { Length: > 0 })
            {
            }
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello"u8.ToArray());
            await stream.FlushAsync();
        }
    }

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=updates.example", key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>It cannot choose a port itself: one that was free a moment ago is tried.</summary>
    private async Task<Uri> StartProxy()
    {
        while (true)
        {
            int port = FreePort.Take();
            string file = Path.Combine(_folder, "tinyproxy.conf");
            File.WriteAllText(file, $"""
                Port {port}
                Listen 127.0.0.1
                Timeout 30
                MaxClients 20
                LogFile "{Path.Combine(_folder, "log")}"
                LogLevel Connect
                BasicAuth box hush
                """);
            _proxy?.Dispose();
            _proxy = new ChildProcess(TinyproxyFactAttribute.Program, "-d", "-c", file);
            if (await Answers(port)) return new Uri($"http://127.0.0.1:{port}");
        }
    }

    private async Task<bool> Answers(int port)
    {
        while (!_proxy!.HasExited)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, port);
                return true;
            }
            catch (SocketException)
            {
                await Task.Yield();
            }
        }
        return false;
    }
}
