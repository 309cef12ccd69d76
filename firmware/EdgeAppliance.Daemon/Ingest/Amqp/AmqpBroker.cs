using EdgeAppliance.Daemon.Configuration;

namespace EdgeAppliance.Daemon.Ingest.Amqp;

/// <summary>Where an AMQP 1.0 broker is, and who we are to it.</summary>
/// <param name="Url"><c>amqp://HOST[:PORT][/VHOST]</c> or <c>amqps://…</c>.</param>
internal sealed record AmqpBroker(Uri Url)
{
    public string? User { get; init; }

    public Secret? Password { get; init; }

    public UplinkTls Tls { get; init; } = new(null, null, null);

    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(15);

    public bool IsSecure => Url.Scheme == "amqps";

    public int Port => Url.Port > 0 ? Url.Port : IsSecure ? 5671 : 5672;

    public string Host => Url.IdnHost.Trim('[', ']');

    /// <summary>What the open names as its host. RabbitMQ takes the name of a virtual host from it.</summary>
    public string OpenHost => Url.AbsolutePath.Length > 1 ? $"vhost:{Uri.UnescapeDataString(Url.AbsolutePath[1..])}" : Host;
}
