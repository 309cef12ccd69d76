using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace EdgeAppliance.Daemon.Ingest.Coap;

/// <summary>What of a device a path names; the same as the topics of MQTT and the addresses of AMQP.</summary>
/// <param name="Device">As it says it is called.</param>
internal sealed record CoapDevicePath(string Device, CoapDeviceResource Resource)
{
    private const string Prefix = "edge/", Commands = "/commands", Desired = "/twin/desired", Responses = "/responses";

    /// <summary>What a registry's patterns must let the device publish or be told.</summary>
    public string Topic => Resource switch
    {
        CoapDeviceResource.Commands => CommandsOf(Device) + "/+",
        CoapDeviceResource.Desired => DesiredOf(Device),
        _ => ResponsesOf(Device),
    };

    public static string CommandsOf(string device) => Prefix + device + Commands;

    public static string DesiredOf(string device) => Prefix + device + Desired;

    public static string ResponsesOf(string device) => Prefix + device + Responses;

    /// <param name="path">UTF-8, without the first slash.</param>
    public static bool TryParse(ReadOnlySpan<byte> path, [NotNullWhen(true)] out CoapDevicePath? parsed)
    {
        parsed = null;
        if (!path.StartsWith("edge/"u8)) return false;
        string rest = Encoding.UTF8.GetString(path[Prefix.Length..]);
        int slash = rest.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || rest.AsSpan(0, slash).ContainsAny("+#\0")) return false;
        CoapDeviceResource? resource = rest[slash..] switch
        {
            Commands => CoapDeviceResource.Commands,
            Desired => CoapDeviceResource.Desired,
            Responses => CoapDeviceResource.Responses,
            _ => null,
        };
        if (resource is { } found) parsed = new CoapDevicePath(rest[..slash], found);
        return parsed is not null;
    }
}
