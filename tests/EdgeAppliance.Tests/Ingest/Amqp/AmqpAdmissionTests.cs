using System.Security.Cryptography.X509Certificates;
using EdgeAppliance.Drivers.Protocols.Amqp;
using EdgeAppliance.Daemon.Identity;
using EdgeAppliance.Tests.Daemon.Identity;
using EdgeAppliance.Tests.Daemon.Uplink;

namespace EdgeAppliance.Tests.Ingest.Amqp;

/// <summary>Whom the AMQP listener lets in, and what they may do.</summary>
public sealed class AmqpAdmissionTests : IDisposable
{
    private readonly TestAuthority _authority = new("devices");
    private readonly Guarded _guarded;

    public AmqpAdmissionTests()
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(_authority.CertificateFile);
        _guarded = new Guarded(authorities);
    }

    public void Dispose()
    {
        _guarded.Dispose();
        _authority.Dispose();
    }

    [ProtonFact]
    public async Task Send_WithItsSecret_IsAcceptedAtItsOwnAddressAlone()
    {
        await using var site = new AmqpSite(guarded: _guarded);
        string secret = _guarded.Add("pump-7", ["telemetry/{device}"]);
        Assert.Contains("accepted", await site.Send("telemetry/pump-7", 1, "user=pump-7", $"password={secret}"));
        Assert.Contains(await site.Send("telemetry/pump-8", 1, "user=pump-7", $"password={secret}"), line => line.StartsWith("error link amqp:unauthorized-access", StringComparison.Ordinal));
        Assert.Contains(await site.Send("telemetry/pump-8", 1, "user=pump-7", $"password={secret}", "relay=true"), line => line.StartsWith("rejected amqp:unauthorized-access", StringComparison.Ordinal));
        Assert.Equal((1, 2), (site.Store.Rows, _guarded.Failures.PublishesDenied));
    }

    [ProtonTheory]
    [InlineData("user=pump-7", "password=wrong")]
    [InlineData("allowed_mechs=ANONYMOUS", "container=x")]
    [InlineData("sasl=false", "container=x")]
    public async Task Send_WithoutARightCredential_IsNotLetIn(string first, string second)
    {
        await using var site = new AmqpSite(guarded: _guarded);
        _guarded.Add("pump-7", ["telemetry/{device}"]);
        var said = await site.Send("telemetry/pump-7", 1, first, second);
        Assert.DoesNotContain("accepted", said);
        Assert.Contains(said, line => line.StartsWith("error transport", StringComparison.Ordinal));
        Assert.Equal(0, site.Store.Rows);
    }

    [ProtonFact]
    public async Task Send_WithItsCertificate_IsAccepted()
    {
        await using var site = new AmqpSite(guarded: _guarded);
        var own = _authority.Issue("pump-7");
        _guarded.Changes.Add(new NewDevice("pump-7") { CommonName = "pump-7", Publish = ["telemetry/{device}"] });
        var said = await ProtonPeer.Run("send", site.SecureUrl, "telemetry/pump-7", 2, $"ca={site.Authority.CertificateFile}", $"certificate={own.Certificate}", $"certificate_key={own.Key}", "allowed_mechs=EXTERNAL");
        Assert.Equal(2, said.Count(line => line == "accepted"));
    }

    [ProtonFact]
    public async Task Receive_FromAnothersAddress_IsUnauthorized()
    {
        await using var site = new AmqpSite(guarded: _guarded);
        string secret = _guarded.Add("pump-7", subscribe: ["edge/{device}/#"]);
        Assert.Contains(await ProtonPeer.Run("receive", site.Url, "edge/pump-8/#", 1, "user=pump-7", $"password={secret}"), line => line.StartsWith("error link amqp:unauthorized-access", StringComparison.Ordinal));
        Assert.Equal(1, _guarded.Failures.SubscriptionsDenied);
    }

    [ProtonFact]
    public async Task Revoke_WhileConnected_EndsTheConnection()
    {
        await using var site = new AmqpSite(guarded: _guarded);
        string secret = _guarded.Add("pump-7", subscribe: ["edge/{device}/#"]);
        using var peer = new ProtonPeer("receive", site.Url, "edge/pump-7/#", 1, "user=pump-7", $"password={secret}");
        Assert.Equal("attached", await peer.Line());
        Assert.Equal(1, _guarded.Registry.Find("pump-7")!.Connections);
        _guarded.Changes.Revoke("pump-7");
        Assert.Contains(await peer.Lines(), line => line.StartsWith("error connection amqp:unauthorized-access", StringComparison.Ordinal));
        Assert.True(SpinWait.SpinUntil(() => site.Listeners.Connections == 0, TimeSpan.FromSeconds(30)));
    }
}
