using EdgeAppliance.Edgectl.Control;
using EdgeAppliance.Edgectl.Terminal;

namespace EdgeAppliance.Edgectl.Pages;

/// <summary>What a person should know of, the worst first, each with what to do about it.</summary>
internal static class ConditionsView
{
    public static void Write(IEnumerable<JsonPage> conditions, Screen screen)
    {
        foreach (var condition in conditions.OrderByDescending(c => Rank(c.Text("severity"))))
        {
            string severity = condition.Text("severity");
            screen.Output.WriteLine($"{screen.Inked(severity.PadRight(7), InkOf(severity))}  {PlainText.Of(condition.Text("subject"))}: {PlainText.Of(condition.Text("text"))}");
            if (condition.Text("remedy") is { Length: > 0 } remedy) screen.Line($"         → {remedy}", Ink.Faint);
        }
    }

    public static int Rank(string severity) => severity switch { "error" => 2, "warning" => 1, _ => 0 };

    public static Ink InkOf(string severity) => severity switch { "error" => Ink.Bad, "warning" => Ink.Warning, _ => Ink.Plain };

    /// <summary>What a row says of its state: the condition's text, or that all is well.</summary>
    public static Cell State(JsonPage row, string well)
    {
        var condition = row.At("condition");
        return row.Has("condition") ? new Cell(condition.Text("text"), InkOf(condition.Text("severity"))) : new Cell(well, Ink.Good);
    }
}
