using System.Net;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>An address that MQTT is listened on.</summary>
/// <param name="IsSecure">By TLS, <c>listen.mqtts</c>.</param>
internal readonly record struct MqttEndPoint(IPEndPoint Address, bool IsSecure)
{
    /// <summary>As <c>listen</c> names it.</summary>
    public string Protocol => IsSecure ? "mqtts" : "mqtt";
}
