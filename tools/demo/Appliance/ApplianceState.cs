using System.Net;
using System.Text.Json;

namespace EdgeAppliance.Demo.Appliance;

/// <summary>What the demo reads of <c>/api/status</c>.</summary>
/// <param name="Stored">Readings stored so far, over all runs.</param>
/// <param name="Backlog">Records that wait for the cloud's acknowledgement.</param>
internal sealed record ApplianceState(bool IsLinkUp, long Stored, long Backlog, int MqttPort)
{
    public static ApplianceState Read(JsonElement status)
    {
        var uplinks = Items(status, "uplinks");
        return new ApplianceState(
            uplinks.Any(uplink => uplink.GetProperty("connected").GetBoolean()),
            status.GetProperty("store").GetProperty("nextPosition").GetInt64(),
            uplinks.Sum(uplink => uplink.GetProperty("backlog").GetInt64()),
            Port(Items(status, "listeners")));
    }

    private static int Port(List<JsonElement> listeners)
    {
        foreach (var listener in listeners)
        {
            if (listener.GetProperty("protocol").GetString() != "mqtt") continue;
            if (IPEndPoint.TryParse(listener.GetProperty("address").GetString() ?? "", out var address)) return address.Port;
        }
        return 0;
    }

    private static List<JsonElement> Items(JsonElement page, string name) => page.TryGetProperty(name, out var items) ? [.. items.EnumerateArray()] : [];
}
