using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Ingest;
using EdgeAppliance.Storage.Blobs;
using EdgeAppliance.Tests.Daemon.Uplink;
using EdgeAppliance.Tests.Ingest;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAppliance.Tests.Daemon.Identity;

/// <summary>A broker that lets in whom its registry knows, without TLS and with.</summary>
internal sealed class GuardedBroker : IAsyncDisposable
{
    private readonly TestAuthority _authority = new("site");
    private readonly HeldStore _store = new(held: false);
    private readonly MqttSource _source;
    private readonly (string Certificate, string Key) _own;
    private readonly bool _isOwn;

    private GuardedBroker(Guarded? guarded, MqttBrokerOptions options, BlobStore? blobs)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(_authority.CertificateFile);
        _isOwn = guarded is null;
        Guarded = guarded ?? new Guarded(authorities);
        _own = _authority.Issue("appliance");
        _source = new MqttSource(new MqttSourceOptions { Name = "plant", Topic = "plant/+/telemetry" }, _store.Append, TimeProvider.System);
        Broker = new MqttBroker(options, [_source], Guarded.Admission, TimeProvider.System, NullLogger<MqttBroker>.Instance, blobs);
    }

    public Guarded Guarded { get; }

    public TestAuthority Authority => _authority;

    public MqttBroker Broker { get; }

    public int Rows => _store.Rows;

    public string Port => Text(Broker.EndPoints[0]);

    public string SecurePort => Text(Broker.EndPoints[1]);

    /// <summary>By WebSocket and TLS.</summary>
    public IPEndPoint WebAddress => Broker.EndPoints[2].Address;

    /// <param name="known">Whom it lets in; null for a registry of its own.</param>
    /// <param name="blobs">What sessions and wills are kept in; null where they end with it.</param>
    public static async Task<GuardedBroker> Start(Guarded? known = null, MqttBrokerOptions? options = null, BlobStore? blobs = null)
    {
        var guarded = new GuardedBroker(known, options ?? new MqttBrokerOptions(), blobs);
        guarded.Broker.Use(ServerTls.Load(new ListenTls(guarded._own.Certificate, guarded._own.Key)));
        await guarded.Broker.Listen([new MqttEndPoint(new IPEndPoint(IPAddress.Loopback, 0), false), new MqttEndPoint(new IPEndPoint(IPAddress.Loopback, 0), true), new MqttEndPoint(new IPEndPoint(IPAddress.Loopback, 0), true, IsWeb: true)]);
        guarded.Broker.Accept();
        return guarded;
    }

    /// <summary>Publishes with mosquitto_pub, at QoS 1.</summary>
    public Task<(int Code, string Said)> Publish(string version, string topic, params string[] more) =>
        MosquittoClients.Run(MosquittoTheoryAttribute.Publisher, ["-h", "127.0.0.1", "-p", Port, "-V", version, "-q", "1", "-t", topic, "-m", """{"temp": 1}""", .. more]);

    /// <summary>The same by TLS.</summary>
    public Task<(int Code, string Said)> PublishSecure(string topic, params string[] more) =>
        MosquittoClients.Run(MosquittoTheoryAttribute.Publisher, ["-h", "127.0.0.1", "-p", SecurePort, "-V", "mqttv5", "-q", "1", "-t", topic, "-m", """{"temp": 1}""", "--cafile", _authority.CertificateFile, .. more]);

    public async ValueTask DisposeAsync()
    {
        await Broker.DisposeAsync();
        _source.Dispose();
        if (_isOwn) Guarded.Dispose();
        _authority.Dispose();
    }

    private static string Text(MqttEndPoint endPoint) => endPoint.Address.Port.ToString(CultureInfo.InvariantCulture);
}
