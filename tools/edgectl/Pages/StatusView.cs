using EdgeAppliance.Edgectl.Control;
using EdgeAppliance.Edgectl.Terminal;

namespace EdgeAppliance.Edgectl.Pages;

/// <summary>The page of <c>edgectl status</c>: the appliance in a few lines, its pipelines and uplinks, and what is wrong.</summary>
internal static class StatusView
{
    public static void Write(JsonPage page, Surroundings around)
    {
        var screen = around.Screen;
        WriteHead(page, screen);
        screen.Line();
        WritePipelines(page, screen);
        screen.Line();
        WriteUplinks(page, screen);
        if (!page.Each("conditions").Any()) return;
        screen.Line();
        ConditionsView.Write(page.Each("conditions"), screen);
    }

    private static void WriteHead(JsonPage page, Screen screen)
    {
        bool ready = page.Is("ready");
        string state = ready ? "ready" : "not ready: " + string.Join(" ", page.Texts("notReady"));
        string up = Amounts.Duration(TimeSpan.FromSeconds(Math.Min(page.Fraction("uptimeSeconds") ?? 0, 1e9)));
        screen.Output.WriteLine($"{screen.Inked(page.Text("device"), Ink.Heading)}  {screen.Inked(state, ready ? Ink.Good : Ink.Warning)}");
        var clock = page.At("clock");
        var store = page.At("store");
        Fact(screen, "version", $"{page.Text("version")}, up {up}, {Amounts.Bytes(page.Number("residentBytes"))} resident");
        Fact(screen, "clock", clock.Is("known") ? "right" : $"not known to be right; {Amounts.Count(clock.Number("waitingRecords"))} records wait for their time", clock.Is("known") ? Ink.Plain : Ink.Warning);
        Fact(screen, "store", $"{store.Text("folder")}: {Amounts.Bytes(store.Number("bytes"))} used, {Amounts.Bytes(store.Number("freeBytes"))} free");
        Fact(screen, "listening", string.Join(", ", page.Each("listeners").Select(listener => $"{listener.Text("protocol")} {listener.Text("address")}")));
        if (page.Has("hawkbit")) Fact(screen, "hawkbit", UpdatesView.Hawkbit(page.At("hawkbit")), page.At("hawkbit").Is("connected") ? Ink.Plain : Ink.Warning);
        Fact(screen, "configured", page.Moment("configuredAt") is { } moment ? Amounts.Moment(moment) : "");
    }

    private static void WritePipelines(JsonPage page, Screen screen)
    {
        var table = new Table("PIPELINE", "FROM", "READINGS>", "RECORDS>", "ALARMS>", "REFUSED>", "BEHIND>", "STATE");
        foreach (var row in page.Each("pipelines"))
            table.Row(row.Text("name"), row.Joined("from"), Amounts.Count(row.Number("readings")), Amounts.Count(row.Number("records")), Amounts.Count(row.Number("alarms")),
                Cell.Trouble(row.Number("refused")), Amounts.Count(row.Number("lag")), ConditionsView.State(row, "runs"));
        table.WriteTo(screen, "no pipelines");
    }

    private static void WriteUplinks(JsonPage page, Screen screen)
    {
        var table = new Table("UPLINK", "TYPE", "SENT>", "ACKNOWLEDGED>", "REFUSED>", "IN FLIGHT>", "WAITING>", "LINK");
        foreach (var row in page.Each("uplinks"))
            table.Row(row.Text("name"), row.Text("type"), Amounts.Count(row.Number("sent")), Amounts.Count(row.Number("acknowledged")), Cell.Trouble(row.Number("refused")),
                Amounts.Count(row.Number("inFlight")), Amounts.Count(row.Number("backlog")), Link(row));
        table.WriteTo(screen, "no uplinks");
    }

    private static Cell Link(JsonPage uplink)
    {
        if (uplink.Is("connected")) return new Cell("connected", Ink.Good);
        return new Cell(uplink.Text("lastError") is { Length: > 0 } error ? "down: " + error : "down", Ink.Warning);
    }

    private static void Fact(Screen screen, string name, string text, Ink ink = Ink.Plain) =>
        screen.Output.WriteLine($"  {screen.Inked(name.PadRight(11), Ink.Faint)}{screen.Inked(text, ink)}");
}
