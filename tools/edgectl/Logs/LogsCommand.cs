using System.CommandLine;
using System.Globalization;
using EdgeAppliance.Edgectl.Control;
using EdgeAppliance.Edgectl.Terminal;

namespace EdgeAppliance.Edgectl.Logs;

/// <summary><c>edgectl logs</c>: the daemon's last lines, and with <c>--follow</c> each new one until it is stopped.</summary>
internal static class LogsCommand
{
    private const int LinesMax = 1000;
    private static readonly TimeSpan s_askEvery = TimeSpan.FromSeconds(1);

    public static Command Create(Surroundings around)
    {
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on with each new line, until Ctrl-C." };
        var lines = new Option<int>("--lines", "-n") { Description = $"How many of the last lines, at most {LinesMax}.", DefaultValueFactory = _ => 100 };
        lines.Validators.Add(r => { if (r.GetValueOrDefault<int>() is < 0 or > LinesMax) r.AddError($"--lines is a number from 0 to {LinesMax}"); });
        var command = ControlCommand.Create("logs", "The daemon's last lines.", around.Screen, async (client, parsed, json, stop) =>
        {
            long next = await Show(client, $"/api/logs?lines={parsed.GetValue(lines)}", json, around.Screen, stop);
            if (parsed.GetValue(follow)) await Follow(client, next, json, around, stop);
            return ExitCodes.Done;
        });
        command.Add(follow);
        command.Add(lines);
        return command;
    }

    private static async Task Follow(ControlClient client, long next, bool json, Surroundings around, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(s_askEvery, around.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
                next = await Show(client, $"/api/logs?after={next}&lines={LinesMax}", json, around.Screen, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Ctrl-C is how following ends.
        }
    }

    /// <returns>What to ask for next.</returns>
    private static async Task<long> Show(ControlClient client, string path, bool json, Screen screen, CancellationToken stop)
    {
        using var reply = await client.Get(path, stop);
        var page = new JsonPage(reply.RootElement);
        if (page.Number("missed") is > 0 and var missed && !json) screen.Line($"… {Amounts.Count(missed)} lines are no longer there", Ink.Faint);
        foreach (var line in page.Each("lines"))
        {
            if (json) screen.Json(line.Element);
            else Write(line, screen);
        }
        return page.Number("next");
    }

    private static void Write(JsonPage line, Screen screen)
    {
        string time = line.Moment("time") is { } moment ? moment.ToUniversalTime().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture) : "";
        string level = line.Text("level");
        string word = level switch { "information" => "info", "critical" => "fatal", _ => level };
        screen.Output.WriteLine($"{screen.Inked(time, Ink.Faint)} {screen.Inked(word.PadRight(7), InkOf(level))} {PlainText.Of(line.Text("from"))}: {PlainText.Of(line.Text("text"))}");
    }

    private static Ink InkOf(string level) => level switch
    {
        "warning" => Ink.Warning,
        "error" or "critical" => Ink.Bad,
        "trace" or "debug" => Ink.Faint,
        _ => Ink.Plain,
    };
}
