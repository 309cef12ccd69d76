using System.Security.Cryptography.X509Certificates;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Identity;
using EdgeAppliance.Daemon.Identity.Revocation;
using EdgeAppliance.Daemon.Ingest.Coap;
using EdgeAppliance.Daemon.Ingest.Mqtt;
using EdgeAppliance.Drivers.Protocols.Coap.Dtls;
using EdgeAppliance.Tests.Daemon.Uplink;
using EdgeAppliance.Tests.Ingest.Amqp;
using EdgeAppliance.Tests.Peers;
using EdgeAppliance.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using MQTTnet;
using MQTTnet.Formatter;

namespace EdgeAppliance.Tests.Daemon.Identity.Revocation;

/// <summary>A connection ends with the certificate that it was let in by: where a new list takes it back, or its time is over.</summary>
public sealed class LiveCertificateTests : IAsyncLifetime
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly TestAuthority _authority = new("devices");
    private readonly TemporaryFolder _folder = new();
    private RevocationLists _lists = null!;
    private Guarded _guarded = null!;

    // The files of the one that was issued last.
    private (string Certificate, string Key) _last;

    public async Task InitializeAsync()
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(_authority.CertificateFile);
        // Where openssl is not there no test of this class runs.
        if (File.Exists(SignedList.Openssl)) _lists = new RevocationLists([await Sign()], () => TimeProvider.System.GetUtcNow(), NullLogger.Instance);
        _guarded = new Guarded(authorities, _lists);
        foreach (string device in new[] { "pump", "valve" }) _guarded.Changes.Add(new NewDevice(device) { CommonName = device, Publish = ["#"], Subscribe = ["edge/{device}/#"] });
    }

    public Task DisposeAsync()
    {
        _guarded.Dispose();
        _folder.Dispose();
        _authority.Dispose();
        return Task.CompletedTask;
    }

    [ProgramFact(SignedList.Openssl, "openssl")]
    public async Task Mqtt_RevokedByANewList_EndsAndOthersStay()
    {
        await using var broker = await GuardedBroker.Start(_guarded);
        using var own = Issue("pump");
        using var other = Issue("valve");
        using var pump = await Connect(broker, "pump", own);
        using var valve = await Connect(broker, "valve", other);
        var ended = new TaskCompletionSource<MqttClientDisconnectReason>();
        pump.DisconnectedAsync += e => { ended.TrySetResult(e.Reason); return Task.CompletedTask; };
        await Sign(own);
        _lists.Refresh();
        Assert.Equal(MqttClientDisconnectReason.NotAuthorized, await ended.Task.WaitAsync(s_patience));
        Assert.Equal((1, 1), (broker.Broker.Counters[MqttCount.CertificateRevoked], broker.Broker.Counters[MqttCount.WillWithheld]));
        await valve.PingAsync(default);
        Assert.Equal(1, broker.Broker.Connections);
    }

    [ProtonFact]
    public async Task Amqp_RevokedByANewList_Ends()
    {
        await using var site = new AmqpSite(guarded: _guarded);
        using var own = Issue("pump");
        using var peer = await Receive(site);
        await Sign(own);
        _lists.Refresh();
        await AssertEnds(peer);
    }

    [ProtonFact]
    public async Task Amqp_ItsTimeEnds_Ends()
    {
        await using var site = new AmqpSite(guarded: _guarded);
        using var own = Issue("pump");
        using var peer = await Receive(site);
        _guarded.Time.Advance(TimeSpan.FromDays(2));
        await AssertEnds(peer);
    }

    [ProgramFact(SignedList.Openssl, "openssl")]
    public async Task Coaps_RevokedByANewList_MayNotStay()
    {
        using var own = Issue("pump");
        using var other = Issue("valve");
        var credentials = DtlsTrust.Read(new DtlsConfiguration { Fingerprint = "" }, _guarded.Admission, () => _guarded.Time.GetUtcNow());
        var pump = Assert.IsType<DtlsProof>(credentials.DeviceOf!([own.RawData]));
        var valve = Assert.IsType<DtlsProof>(credentials.DeviceOf([other.RawData]));
        Assert.True(credentials.MayStay!(pump));
        await Sign(own);
        _lists.Refresh();
        Assert.False(credentials.MayStay(pump));
        Assert.True(credentials.MayStay(valve));
        _guarded.Time.Advance(TimeSpan.FromDays(2));
        Assert.False(credentials.MayStay(valve));
    }

    private static async Task<IMqttClient> Connect(GuardedBroker broker, string device, X509Certificate2 own)
    {
        var client = new MqttClientFactory().CreateMqttClient();
        var options = new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", broker.Broker.EndPoints[1].Address.Port).WithProtocolVersion(MqttProtocolVersion.V500).WithClientId(device).WithWillTopic("gone")
            .WithTlsOptions(tls => tls.UseTls().WithClientCertificates([own]).WithCertificateValidationHandler(_ => true)).Build();
        await client.ConnectAsync(options);
        return client;
    }

    private static async Task AssertEnds(ProtonPeer peer) =>
        Assert.Contains(await peer.Lines(), line => line.StartsWith("error connection amqp:unauthorized-access", StringComparison.Ordinal));

    private async Task<ProtonPeer> Receive(AmqpSite site)
    {
        var peer = new ProtonPeer("receive", site.SecureUrl, "edge/pump/#", 1, $"ca={site.Authority.CertificateFile}", $"certificate={_last.Certificate}", $"certificate_key={_last.Key}", "allowed_mechs=EXTERNAL");
        Assert.Equal("attached", await peer.Line());
        return peer;
    }

    private X509Certificate2 Issue(string name)
    {
        var now = _guarded.Time.GetUtcNow();
        _last = _authority.Issue(name, now.AddDays(-1), now.AddDays(1));
        return X509Certificate2.CreateFromPemFile(_last.Certificate, _last.Key);
    }

    private Task<string> Sign(params X509Certificate2[] revoked) => SignedList.Sign(_authority, _folder.FullName, TimeProvider.System.GetUtcNow(), revoked);
}
