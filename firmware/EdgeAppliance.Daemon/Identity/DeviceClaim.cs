using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace EdgeAppliance.Daemon.Identity;

/// <summary>Who a connection says it is, and what it shows for it.</summary>
/// <param name="UserName">The device's id; null or empty where a certificate says it.</param>
/// <param name="ClientId">Empty where it leaves its name to the appliance.</param>
internal readonly record struct DeviceClaim(string? UserName, ReadOnlyMemory<byte> Password, string ClientId, IPAddress Remote)
{
    public DeviceDoor Door { get; init; }

    /// <summary>Another way to authenticate that it asks for (MQTT 5 section 4.12); null where it asks for none.</summary>
    public string? Method { get; init; }

    /// <summary>What it says by that way.</summary>
    public ReadOnlyMemory<byte> MethodData { get; init; }

    /// <summary>Where its last will is to be published; null where it has none.</summary>
    public string? WillTopic { get; init; }

    public X509Certificate2? Certificate { get; init; }

    /// <summary>What was sent beside it.</summary>
    public X509Certificate2Collection? Chain { get; init; }
}
