using EdgeAppliance.Edgectl.Control;
using EdgeAppliance.Edgectl.Terminal;

namespace EdgeAppliance.Edgectl.Pages;

/// <summary>The page of <c>edgectl models</c>: the models, what is to be said of them, and the last installations.</summary>
internal static class ModelsView
{
    public static void Write(JsonPage page, Surroundings around)
    {
        var screen = around.Screen;
        var table = new Table("MODEL", "VERSION", "STATE", "RUNS ON", "RUNS>", "FAILED>", "P50>", "P99>", "MEMORY>", "USED BY");
        foreach (var row in page.Each("models"))
            table.Row(row.Text("name"), row.Text("version"), State(row.Text("state")), RunsOn(row), Amounts.Count(row.Number("runs")), Cell.Trouble(row.Number("failedRuns")),
                Latency(row.Fraction("latencyP50Ms")), Latency(row.Fraction("latencyP99Ms")), Amounts.Bytes(row.Number("memoryBytes")), row.Joined("usedBy"));
        table.WriteTo(screen, "no models");
        foreach (var model in page.Each("models")) WriteNotes(model, screen);
        screen.Line($"memory: {Amounts.Bytes(page.Number("memoryBytes"))} of {Amounts.Bytes(page.Number("memoryBytesMax"))}", Ink.Faint);
        if (page.Each("installs").Any()) WriteInstalls(page, around);
    }

    private static void WriteNotes(JsonPage model, Screen screen)
    {
        string name = model.Text("name");
        if (model.Text("error") is { Length: > 0 } error) screen.Line($"{name}: {error}", Ink.Bad);
        if (model.Text("providerWhyNot") is { Length: > 0 } whyNot) screen.Line($"{name} asked for {model.Text("providerAsked")}: {whyNot}", Ink.Warning);
        if (model.Text("trialVersion") is { Length: > 0 } trial) screen.Line($"{name}: {trial} is tried beside {model.Text("version")}");
        if (model.Text("rollbackReason") is { Length: > 0 } reason) screen.Line($"{name} was rolled back: {reason}", Ink.Warning);
    }

    private static void WriteInstalls(JsonPage page, Surroundings around)
    {
        var now = around.Time.GetUtcNow();
        around.Screen.Line();
        var table = new Table("INSTALL>", "MODEL", "VERSION", "BEGUN", "STATE", "WHY");
        foreach (var row in page.Each("installs"))
            table.Row(row.Number("id").ToString(System.Globalization.CultureInfo.InvariantCulture), row.Text("model"), row.Text("version"),
                Amounts.Age(row.Moment("startedAt"), now), State(row.Text("state")), row.Text("reason"));
        table.WriteTo(around.Screen, "");
    }

    private static Cell RunsOn(JsonPage model) => new(model.Text("providerRunning"), model.Has("providerWhyNot") ? Ink.Warning : Ink.Plain);

    private static Cell State(string state) => new(state, state switch
    {
        "running" or "committed" => Ink.Good,
        "failed" or "refused" => Ink.Bad,
        "rolledBack" or "interrupted" or "trial" or "testing" or "verifying" => Ink.Warning,
        _ => Ink.Plain,
    });

    private static string Latency(double? ms) => ms is { } known ? Amounts.Milliseconds(known) : "";
}
