using System.CommandLine;
using EdgeAppliance.Edgectl.Control;
using EdgeAppliance.Edgectl.Terminal;

namespace EdgeAppliance.Edgectl.Pages;

/// <summary><c>edgectl updates</c> and what it shows.</summary>
internal static class UpdatesView
{
    public static Command Create(Surroundings around)
    {
        var updates = PageCommands.Updates(around);
        updates.Add(Look(around));
        return updates;
    }

    private static Command Look(Surroundings around) =>
        ControlCommand.Create("look", "Look for new versions at once.", around.Screen, async (client, _, stop) =>
        {
            using var reply = await client.Post("/api/updates/look", null, stop);
            return ExitCodes.Done;
        });

    /// <returns>How the device and its hawkBit server stand, in one line.</returns>
    public static string Hawkbit(JsonPage hawkbit)
    {
        string parts = hawkbit.Number("bundles") > 1 ? $", {hawkbit.Number("bundlesDone")} of {hawkbit.Number("bundles")} bundles committed" : "";
        string action = hawkbit.Text("action") is { Length: > 0 } id ? $"action {id}{parts}" : hawkbit.Text("lastAction") is { Length: > 0 } last ? $"action {last}: {hawkbit.Text("lastResult")}" : "no action";
        string waits = hawkbit.Text("waits") is { Length: > 0 } why ? $"; {why}" : "";
        string unsent = hawkbit.Number("unsent") > 0 ? $"; {hawkbit.Number("unsent")} messages wait to be told" : "";
        return $"{hawkbit.Text("url")} as {hawkbit.Text("controller")}, {(hawkbit.Is("connected") ? "" : "not ")}connected; {action}{waits}{unsent}";
    }

    private static void WriteHawkbit(JsonPage hawkbit, Surroundings around)
    {
        around.Screen.Line("hawkBit " + Hawkbit(hawkbit), hawkbit.Is("connected") ? Ink.Plain : Ink.Warning);
        if (hawkbit.Text("lastResult") == "failure") around.Screen.Line($"action {hawkbit.Text("lastAction")} failed: {hawkbit.Text("lastReason")}", Ink.Warning);
    }

    public static void Write(JsonPage page, Surroundings around)
    {
        var (screen, now) = (around.Screen, around.Time.GetUtcNow());
        string what = page.Text("model") is { Length: > 0 } model ? $" {model} {page.Text("version")}" : "";
        string far = page.Has("bytesTotal") ? $", {Amounts.Bytes(page.Number("bytesDone"))} of {Amounts.Bytes(page.Number("bytesTotal"))}" : "";
        screen.Line($"{page.Text("state")}{what}{far}");
        screen.Line($"fetched {Amounts.Bytes(page.Number("bytesFetched"))}, found here {Amounts.Bytes(page.Number("bytesReused"))}", Ink.Faint);
        if (page.Moment("lastLookAt") is { } last) screen.Line($"looked {Amounts.Age(last, now)} ago", Ink.Faint);
        if (page.Moment("nextLookAt") is { } next && next > now) screen.Line($"looks again in {Amounts.Duration(next - now)}", Ink.Faint);
        if (page.Text("error") is { Length: > 0 } error) screen.Line(error, Ink.Warning);
        if (page.Has("hawkbit")) WriteHawkbit(page.At("hawkbit"), around);
        if (!page.Each("failed").Any()) return;
        screen.Line();
        var table = new Table("NOT TAKEN AGAIN", "VERSION", "WHY");
        foreach (var row in page.Each("failed")) table.Row(row.Text("model"), row.Text("version"), row.Text("reason"));
        table.WriteTo(screen, "");
    }
}
