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
        if (!page.Each("failed").Any()) return;
        screen.Line();
        var table = new Table("NOT TAKEN AGAIN", "VERSION", "WHY");
        foreach (var row in page.Each("failed")) table.Row(row.Text("model"), row.Text("version"), row.Text("reason"));
        table.WriteTo(screen, "");
    }
}
