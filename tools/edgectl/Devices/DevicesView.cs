using EdgeAppliance.Edgectl.Control;
using EdgeAppliance.Edgectl.Terminal;

namespace EdgeAppliance.Edgectl.Devices;

/// <summary>The page of <c>edgectl devices</c>.</summary>
internal static class DevicesView
{
    public static void Write(JsonPage page, Surroundings around)
    {
        var table = new Table("DEVICE", "TENANT", "STATE", "CONNECTIONS>", "CREDENTIALS", "MAY PUBLISH", "MAY BE TOLD");
        foreach (var device in page.Each("devices"))
            table.Row(device.Text("id"), device.Text("tenant"), State(device), Amounts.Count(device.Number("connections")), device.Joined("credentials"), device.Joined("publish"), device.Joined("subscribe"));
        table.WriteTo(around.Screen, "no devices");
        if (page.Is("enforced")) return;
        around.Screen.Line();
        around.Screen.Line("'access' is not configured: every device that reaches a loopback address is taken", Ink.Warning);
    }

    public static void WriteOne(JsonPage device, Screen screen)
    {
        foreach (string key in new[] { "id", "tenant", "state", "created", "expires", "revoked" })
            if (device.Has(key)) screen.Line($"{key,-12} {device.Text(key)}");
        foreach (string key in new[] { "credentials", "publish", "subscribe" }) screen.Line($"{key,-12} {device.Joined(key)}");
        screen.Line($"{"connections",-12} {device.Number("connections")}");
    }

    private static Cell State(JsonPage device) => new(device.Text("state"), device.Text("state") == "active" ? Ink.Good : Ink.Warning);
}
