using System.CommandLine;
using System.Text.Json;
using EdgeAppliance.Edgectl.Evaluate;

namespace EdgeAppliance.Edgectl.Control;

/// <summary>The commands that show a page of the daemon's management interface.</summary>
internal static class ControlCommands
{
    public static Command Status() => Page("status", "What the appliance is doing.", "/api/status");

    public static Command Sources() => Page("sources", "The sources and what they took in.", "/api/sources");

    public static Command Models()
    {
        var models = Page("models", "The models, their versions, and what runs them.", "/api/models");
        models.Add(EvaluateCommand.Create());
        return models;
    }

    public static Command Outbox() => Page("outbox", "The outbox's lanes and what waits in them.", "/api/outbox");

    private static Command Page(string name, string description, string path)
    {
        var state = new Option<string>("--state") { Description = "The daemon's state directory.", DefaultValueFactory = _ => "/var/lib/edge-appliance" };
        var url = new Option<Uri?>("--url") { Description = "Ask over HTTP instead of the Unix socket." };
        var token = new Option<string?>("--token") { Description = "The token for --url." };
        var json = new Option<bool>("--json") { Description = "Print the reply as it came." };
        var command = new Command(name, description) { state, url, token, json };
        command.SetAction((parsed, stop) =>
        {
            var target = new ControlTarget(Path.Combine(parsed.GetValue(state)!, "control.sock"), parsed.GetValue(url), parsed.GetValue(token));
            return Show(target, path, parsed.GetValue(json), stop);
        });
        return command;
    }

    private static async Task<int> Show(ControlTarget target, string path, bool json, CancellationToken stop)
    {
        try
        {
            using var client = new ControlClient(target);
            using var reply = JsonDocument.Parse(await client.Get(path, stop));
            if (json) Console.WriteLine(reply.RootElement.GetRawText());
            else JsonOutline.Write(reply.RootElement, Console.Out);
            return 0;
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or TaskCanceledException)
        {
            Console.Error.WriteLine($"edgectl: {(e.InnerException as IOException ?? e).Message}");
            return 1;
        }
    }
}
