using EdgeAppliance.Edgectl.Control;
using EdgeAppliance.Edgectl.Terminal;

namespace EdgeAppliance.Edgectl.Pages;

/// <summary>The page of <c>edgectl sources</c>.</summary>
internal static class SourcesView
{
    public static void Write(JsonPage page, Surroundings around)
    {
        var now = around.Time.GetUtcNow();
        var table = new Table("SOURCE", "TYPE", "READINGS>", "DEVICES>", "REFUSED>", "REPEATED>", "NOT STORED>", "LAST READING", "STATE");
        foreach (var row in page.Each("sources"))
            table.Row(row.Text("name"), row.Text("type"), Amounts.Count(row.Number("readings")), Amounts.Count(row.Number("devices")), Cell.Trouble(row.Number("refused")),
                Amounts.Count(row.Number("repeated")), Cell.Trouble(row.Number("notStored"), Ink.Bad), Amounts.Age(row.Moment("lastReadingAt"), now), State(row));
        table.WriteTo(around.Screen, "no sources");
        WriteReasons(page, around.Screen);
    }

    /// <summary>A source that is not durable says so: a crash may cost its readings.</summary>
    private static Cell State(JsonPage source)
    {
        bool durable = !source.Has("durable") || source.Is("durable");
        return ConditionsView.State(source, durable ? "runs" : "runs, not durable");
    }

    private static void WriteReasons(JsonPage page, Screen screen)
    {
        foreach (var source in page.Each("sources"))
        {
            var reasons = source.At("refusedBecause");
            if (reasons.Element.ValueKind != System.Text.Json.JsonValueKind.Object || !reasons.Element.EnumerateObject().Any()) continue;
            string said = string.Join(", ", reasons.Element.EnumerateObject().Select(reason => $"{Amounts.Count(reasons.Number(reason.Name))} {reason.Name}"));
            screen.Line();
            screen.Line($"{source.Text("name")} refused {said}", Ink.Warning);
        }
    }
}
