using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using EdgeAppliance.Core.Configuration;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Http.Client;
using EdgeAppliance.Daemon.Updates.Hawkbit;
using EdgeAppliance.Tests.Daemon.Uplink;

namespace EdgeAppliance.Tests.Daemon.Updates.Hawkbit;

/// <summary>By what the server knows this device, and who is shown it.</summary>
public sealed class HawkbitAccessTests : IDisposable
{
    private readonly HawkbitWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Token_FileLiesElsewhere_IsNotShownThere()
    {
        using var elsewhere = new DdiServer { Authorization = "" };
        _world.Server.Files = elsewhere.Address;
        _world.Server.Deploy(_world.Module("2"));
        await _world.Turn();
        Assert.Null(elsewhere.LastAuthorization);
        Assert.Equal("TargetToken secret", _world.Server.LastAuthorization);
    }

    [Fact]
    public async Task Token_IsWrong_IsDenied()
    {
        _world.Configuration = _world.Configuration with { Token = null, GatewayToken = new Secret("secret") };
        _world.Restart();
        Assert.Equal(HawkbitFailure.Denied, (await Assert.ThrowsAsync<HawkbitException>(_world.Poll)).Failure);
    }

    [Fact]
    public async Task GatewayToken_IsRight_IsEnough()
    {
        using var server = new DdiServer { Authorization = "GatewayToken of all" };
        _world.Configuration = _world.Configuration with { Url = server.Address, Token = null, GatewayToken = new Secret("of all") };
        _world.Restart();
        await _world.Poll();
        Assert.Equal(["GET ", "PUT configData"], server.Asked);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Certificate_ServerWantsOne_IsShown(bool hasOne)
    {
        using var authority = new TestAuthority("site");
        var (own, key) = authority.Issue("box-7");
        using var certificate = X509Certificate2.CreateFromPemFile(own, key);
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var answered = Answer(server, authority.Issue("server"));
        using var http = SiteHttp.Client(authority.CertificateFile, hasOne ? certificate : null, TimeProvider.System.GetUtcNow);
        var configuration = new HawkbitConfiguration(new Uri($"https://127.0.0.1:{((IPEndPoint)server.LocalEndpoint).Port}/"), "DEFAULT");
        var poll = new DdiClient(http, configuration, "box-7", TimeProvider.System).Poll(CancellationToken.None);
        if (hasOne)
        {
            Assert.Equal(TimeSpan.FromSeconds(7), (await poll).Sleep);
            Assert.Equal(("CN=box-7", "GET /DEFAULT/controller/v1/box-7 HTTP/1.1"), await answered);
        }
        else
        {
            Assert.Equal(HawkbitFailure.Unreachable, (await Assert.ThrowsAsync<HawkbitException>(() => poll)).Failure);
            await Assert.ThrowsAnyAsync<Exception>(() => answered);
        }
    }

    /// <returns>Whose certificate was shown, and what was asked for.</returns>
    private static async Task<(string Subject, string Asked)> Answer(TcpListener server, (string Certificate, string Key) own)
    {
        using var loaded = X509Certificate2.CreateFromPemFile(own.Certificate, own.Key);
        using var peer = await server.AcceptTcpClientAsync();
        await using var tls = new SslStream(peer.GetStream());
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
        {
            ServerCertificate = loaded, ClientCertificateRequired = true, RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null,
        });
        using var reader = new StreamReader(tls);
        string asked = (await reader.ReadLineAsync())!;
        while (await reader.ReadLineAsync() is { Length: > 0 })
        {
        }
        const string Body = """{ "config": { "polling": { "sleep": "00:00:07" } } }""";
        await tls.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Body.Length}\r\nConnection: close\r\n\r\n{Body}"));
        await tls.FlushAsync();
        return (tls.RemoteCertificate!.Subject, asked);
    }
}
