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
        WriteBehaviour(page, around.Screen);
        if (page.Is("enforced")) return;
        around.Screen.Line();
        around.Screen.Line("'access' is not configured: every device that reaches a loopback address is taken", Ink.Warning);
    }

    /// <summary>Of the devices that are watched, those that are not as they should be.</summary>
    private static void WriteBehaviour(JsonPage page, Screen screen)
    {
        if (!page.Has("behaviour")) return;
        var behaviour = page.At("behaviour");
        screen.Line();
        screen.Line($"{behaviour.Number("watched")} watched, {behaviour.Number("learning")} being learnt, {behaviour.Number("anomalous")} not as they should be, {behaviour.Number("refused")} readings not taken");
        var table = new Table("DEVICE", "SOURCE", "WATCH", "STATE", "NOT TAKEN>", "ENDS IN", "WHY");
        foreach (var device in behaviour.Each("devices"))
        {
            if (device.Text("state") is "normal" or "learning") continue;
            string ends = device.Has("quarantineSeconds") ? Amounts.Duration(TimeSpan.FromSeconds(device.Number("quarantineSeconds"))) : "";
            table.Row(device.Text("device"), device.Text("source"), device.Text("watch"), new Cell(device.Text("state"), Ink.Warning), Amounts.Count(device.Number("refused")), ends, device.Joined("anomalies"));
        }
        table.WriteTo(screen, "all of them behave");
    }

    public static void WriteOne(JsonPage device, Screen screen)
    {
        foreach (string key in new[] { "id", "tenant", "state", "created", "expires", "revoked", "certificateExpires" })
            if (device.Has(key)) screen.Line($"{key,-18} {device.Text(key)}");
        foreach (string key in new[] { "credentials", "publish", "subscribe" }) screen.Line($"{key,-18} {device.Joined(key)}");
        screen.Line($"{"connections",-18} {device.Number("connections")}");
    }

    private static Cell State(JsonPage device) => new(device.Text("state"), device.Text("state") == "active" ? Ink.Good : Ink.Warning);
}
