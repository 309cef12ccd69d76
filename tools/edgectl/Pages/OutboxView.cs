using System.Globalization;
using EdgeAppliance.Edgectl.Control;
using EdgeAppliance.Edgectl.Terminal;

namespace EdgeAppliance.Edgectl.Pages;

/// <summary>The page of <c>edgectl outbox</c>.</summary>
internal static class OutboxView
{
    /// <summary>From here on a person should look.</summary>
    private const double NearlyFull = 0.8;

    public static void Write(JsonPage page, Surroundings around)
    {
        var screen = around.Screen;
        double share = page.Number("bytes") / (double)Math.Max(1, page.Number("bytesMax"));
        string used = string.Create(CultureInfo.InvariantCulture, $"{Amounts.Bytes(page.Number("bytes"))} of {Amounts.Bytes(page.Number("bytesMax"))} ({share:P0})");
        screen.Output.WriteLine($"{screen.Inked(used, share >= NearlyFull ? Ink.Warning : Ink.Plain)}; when full: {PlainText.Of(page.Text("whenFull"))}");
        if (page.Number("dropped") > 0)
            screen.Line($"{Amounts.Count(page.Number("dropped"))} records dropped since the start, told in {Amounts.Count(page.Number("gaps"))} gap records", Ink.Bad);
        if (page.Number("syncs") > 0)
            screen.Line($"written to the disk since the start: {Amounts.Bytes(page.Number("written"))} in {Amounts.Count(page.Number("syncs"))} syncs, {Amounts.Bytes(page.Number("writtenPerDay"))} a day");
        screen.Line();
        var table = new Table("UPLINK", "PRIORITY", "WAITING>", "BYTES>", "FIRST>", "LAST>");
        foreach (var lane in page.Each("lanes"))
            table.Row(lane.Text("uplink"), lane.Text("priority"), Amounts.Count(lane.Number("count")), Amounts.Bytes(lane.Number("bytes")), Amounts.Count(lane.Number("first")), Amounts.Count(lane.Number("last")));
        table.WriteTo(screen, "nothing waits");
    }
}
