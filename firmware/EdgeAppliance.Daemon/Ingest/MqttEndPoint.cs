using System.Net;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>An address that MQTT is listened on.</summary>
/// <param name="IsSecure">By TLS.</param>
/// <param name="IsWeb">By WebSocket.</param>
internal readonly record struct MqttEndPoint(IPEndPoint Address, bool IsSecure, bool IsWeb = false)
{
    /// <summary>As <c>listen</c> names it.</summary>
    public string Protocol => (IsWeb, IsSecure) switch
    {
        (false, false) => "mqtt",
        (false, true) => "mqtts",
        (true, false) => "mqttws",
        (true, true) => "mqttwss",
    };
}
