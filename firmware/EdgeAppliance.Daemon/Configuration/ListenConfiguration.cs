using System.Net;
using EdgeAppliance.Daemon.Ingest;
using EdgeAppliance.Daemon.Ingest.Amqp;

namespace EdgeAppliance.Daemon.Configuration;

/// <summary>Where the appliance listens. Port 0 lets the system choose.</summary>
internal sealed record ListenConfiguration(IReadOnlyList<IPEndPoint> Http, IReadOnlyList<MqttEndPoint> Mqtt)
{
    /// <summary>The same as <see cref="Http"/> by TLS.</summary>
    public IReadOnlyList<IPEndPoint> Https { get; init; } = [];

    public IReadOnlyList<IPEndPoint> Coap { get; init; } = [];

    public IReadOnlyList<AmqpEndPoint> Amqp { get; init; } = [];

    /// <summary>There where something listens by TLS.</summary>
    public ListenTls? Tls { get; init; }

    public IReadOnlyList<IPEndPoint> Coaps { get; init; } = [];

    /// <summary>Null where <see cref="Coaps"/> is empty.</summary>
    public DtlsConfiguration? Dtls { get; init; }
}
