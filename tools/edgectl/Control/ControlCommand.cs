using System.CommandLine;
using EdgeAppliance.Edgectl.Terminal;

namespace EdgeAppliance.Edgectl.Control;

/// <summary>A command that asks the daemon: its options, and one line where the daemon cannot be asked or refuses.</summary>
internal static class ControlCommand
{
    /// <param name="run">What it does with the client; returns the exit code.</param>
    public static Command Create(string name, string description, Screen screen, Func<ControlClient, bool, CancellationToken, Task<int>> run) =>
        Create(name, description, screen, (client, parsed, json, stop) => run(client, json, stop));

    public static Command Create(string name, string description, Screen screen, Func<ControlClient, ParseResult, bool, CancellationToken, Task<int>> run)
    {
        var options = new ControlOptions();
        var command = new Command(name, description);
        options.AddTo(command);
        command.SetAction((parsed, stop) => Guard(screen, async () =>
        {
            using var client = new ControlClient(options.Target(parsed));
            return await run(client, parsed, parsed.GetValue(options.Json), stop);
        }));
        return command;
    }

    /// <summary>Says what went wrong on one line, with the errors that came along below it.</summary>
    public static async Task<int> Guard(Screen screen, Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (ControlException e)
        {
            screen.Fail(e.Message);
            foreach (string error in e.Errors) screen.ErrorLine(error);
            return ExitCodes.Failed;
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C: whoever stopped it knows.
            return ExitCodes.Failed;
        }
    }
}
