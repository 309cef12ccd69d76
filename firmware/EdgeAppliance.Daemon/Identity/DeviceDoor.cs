namespace EdgeAppliance.Daemon.Identity;

/// <summary>By which of the addresses of <c>listen</c> a device comes.</summary>
internal enum DeviceDoor
{
    Mqtt,
    Mqtts,
    Mqttws,
    Mqttwss,
    Http,
    Https,
    Coap,
    Coaps,
    Amqp,
    Amqps,
}
