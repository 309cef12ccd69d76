using System.CommandLine;
using EdgeAppliance.Edgectl.Control;
using EdgeAppliance.Edgectl.Terminal;

namespace EdgeAppliance.Edgectl.Devices;

/// <summary><c>edgectl devices add ID</c>. A generated secret is printed this once: it is kept nowhere.</summary>
internal static class AddCommand
{
    public static Command Create(Surroundings around)
    {
        var options = new AddOptions();
        var command = ControlCommand.Create("add", "Make a device known, and let it in from now on.", around.Screen, async (client, parsed, json, stop) =>
        {
            using var reply = await client.Post($"{DevicesCommand.Page}/add", options.Request(parsed), stop);
            if (json)
            {
                around.Screen.Json(reply.RootElement);
                return ExitCodes.Done;
            }
            var added = new JsonPage(reply.RootElement);
            around.Screen.Line($"{added.Text("id")} is added");
            if (!added.Has("secret")) return ExitCodes.Done;
            foreach (string line in Told(options.Generate(parsed), added.Text("id"), added.Text("secret"))) around.Screen.Line(line);
            return ExitCodes.Done;
        });
        options.AddTo(command);
        return command;
    }

    private static string[] Told(string? kind, string id, string secret) => kind switch
    {
        "enrolment" => EnrollCommand.Told(id, secret),
        "key" => [$"its key, shown this once: {secret}", $"it speaks CoAP over DTLS with identity {id} and this text as key"],
        _ => [$"its secret, shown this once: {secret}", $"it connects with user name {id}, the secret as password, and client id {id}"],
    };
}
