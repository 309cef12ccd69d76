using EdgeAppliance.Edgectl.Control;
using EdgeAppliance.Edgectl.Terminal;

namespace EdgeAppliance.Edgectl.Pages;

/// <summary>The page of <c>edgectl data sent</c>.</summary>
internal static class SentView
{
    public static void Write(JsonPage page, Surroundings around)
    {
        var table = new Table("UPLINK", "AT", "RECORDS>", "BYTES>", "BUNDLE");
        foreach (var uplink in page.Each("uplinks"))
        {
            string most = uplink.Number("bytesPerDayMax") is > 0 and var bytes ? $" of {Amounts.Bytes(bytes)}" : "";
            around.Screen.Line($"{uplink.Text("name")}: {Amounts.Bytes(uplink.Number("bytesToday"))}{most} today");
            foreach (var sent in uplink.Each("objects"))
                table.Row(uplink.Text("name"), sent.Text("at"), Amounts.Count(sent.Number("records")), Amounts.Bytes(sent.Number("bytes")), sent.Text("key"));
        }
        table.WriteTo(around.Screen, "nothing has left");
    }
}
