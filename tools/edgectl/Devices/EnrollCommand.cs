using System.CommandLine;
using EdgeAppliance.Edgectl.Control;
using EdgeAppliance.Edgectl.Terminal;

namespace EdgeAppliance.Edgectl.Devices;

/// <summary><c>edgectl devices enroll ID</c>. The token is printed this once: it is kept nowhere.</summary>
internal static class EnrollCommand
{
    public static Command Create(Surroundings around)
    {
        var id = new Argument<string>("id") { Description = "The device's id." };
        var hours = new Option<double?>("--hours") { Description = "How long the token is good; a day where it is left out." };
        var command = ControlCommand.Create("enroll", "Make a token by which a device gets one certificate over EST.", around.Screen, async (client, parsed, json, stop) =>
        {
            using var reply = await client.Post($"{DevicesCommand.Page}/enroll", DeviceRequests.Of(parsed.GetValue(id)!, body =>
            {
                if (parsed.GetValue(hours) is { } given) body.WriteNumber("hours", given);
            }), stop);
            if (json)
            {
                around.Screen.Json(reply.RootElement);
                return ExitCodes.Done;
            }
            var added = new JsonPage(reply.RootElement);
            foreach (string line in Told(added.Text("id"), added.Text("secret"))) around.Screen.Line(line);
            return ExitCodes.Done;
        });
        command.Add(id);
        command.Add(hours);
        return command;
    }

    public static string[] Told(string id, string token) =>
    [
        $"its enrolment token, good once and shown this once: {token}",
        $"it asks https://HOST:PORT/.well-known/est/simpleenroll for its certificate, with user name {id} and the token as password",
    ];
}
