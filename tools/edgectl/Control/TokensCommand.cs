using System.CommandLine;
using System.Text;
using System.Text.Json;
using EdgeAppliance.Edgectl.Terminal;

namespace EdgeAppliance.Edgectl.Control;

/// <summary><c>edgectl tokens</c> lists what callers over TCP show; <c>tokens add NAME --scope ingest</c> makes one for a device and prints its
/// text, which is kept nowhere; <c>tokens remove NAME</c> shuts its holder out.</summary>
internal static class TokensCommand
{
    private static readonly string[] s_scopes = ["ingest", "read", "operate", "admin"];

    public static Command Create(Surroundings around)
    {
        var tokens = ControlCommand.Create("tokens", "List the tokens of callers over the network.", around.Screen, async (client, json, stop) =>
        {
            using var page = await client.Get("/api/tokens", stop);
            if (json) around.Screen.Json(page.RootElement);
            else Write(new JsonPage(page.RootElement), around);
            return ExitCodes.Done;
        });
        tokens.Add(Add(around));
        tokens.Add(Remove(around));
        return tokens;
    }

    private static void Write(JsonPage page, Surroundings around)
    {
        var table = new Table("TOKEN", "SCOPE", "CREATED");
        foreach (var row in page.Each("tokens")) table.Row(row.Text("name"), row.Text("scope"), row.Text("created"));
        table.WriteTo(around.Screen, "no tokens");
    }

    private static Command Add(Surroundings around)
    {
        var name = new Argument<string>("name") { Description = "Who will hold it, such as the device." };
        var scope = new Option<string>("--scope") { Description = "What its holder may do: post readings, look, operate, or all.", Required = true };
        scope.AcceptOnlyFromAmong(s_scopes);
        var command = ControlCommand.Create("add", "Make a token and print its text, which is kept nowhere.", around.Screen, async (client, parsed, json, stop) =>
        {
            using var made = await client.Post("/api/tokens", Request(parsed.GetValue(name)!, parsed.GetValue(scope)!), stop);
            if (json) around.Screen.Json(made.RootElement);
            else around.Screen.Line(new JsonPage(made.RootElement).Text("token"));
            return ExitCodes.Done;
        });
        command.Add(name);
        command.Add(scope);
        return command;
    }

    private static Command Remove(Surroundings around)
    {
        var name = new Argument<string>("name") { Description = "As 'edgectl tokens' lists it." };
        var command = ControlCommand.Create("remove", "Remove a token.", around.Screen, async (client, parsed, json, stop) =>
        {
            using var reply = await client.Delete($"/api/tokens/{Uri.EscapeDataString(parsed.GetValue(name)!)}", stop);
            if (json) around.Screen.Json(reply.RootElement);
            else around.Screen.Line("removed");
            return ExitCodes.Done;
        });
        command.Add(name);
        return command;
    }

    private static string Request(string name, string scope)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("scope", scope);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
