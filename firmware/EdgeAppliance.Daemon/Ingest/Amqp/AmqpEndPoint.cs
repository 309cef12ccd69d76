using System.Net;

namespace EdgeAppliance.Daemon.Ingest.Amqp;

/// <summary>An address that AMQP is listened on.</summary>
/// <param name="IsSecure">By TLS, <c>listen.amqps</c>.</param>
internal readonly record struct AmqpEndPoint(IPEndPoint Address, bool IsSecure)
{
    /// <summary>As <c>listen</c> names it.</summary>
    public string Protocol => IsSecure ? "amqps" : "amqp";
}
