using System.CommandLine;
using EdgeAppliance.Edgectl.Control;
using EdgeAppliance.Edgectl.Terminal;

namespace EdgeAppliance.Edgectl.Devices;

/// <summary><c>edgectl devices</c>: who is known, and who is let in.</summary>
internal static class DevicesCommand
{
    public const string Page = "/api/devices";

    public static Command Create(Surroundings around)
    {
        var devices = List("devices", "The devices that are known, and whether they are let in.", around);
        devices.Add(List("list", "The same.", around));
        devices.Add(ShowCommand(around));
        devices.Add(AddCommand.Create(around));
        devices.Add(EnrollCommand.Create(around));
        devices.Add(End("revoke", "Let a device in no more, and end its connections.", "revoked", around));
        devices.Add(End("remove", "The same, and forget the device.", "removed", around));
        devices.Add(End("quarantine", "Take no readings of a device from now on.", "quarantined", around));
        devices.Add(End("release", "Take readings of a device again that was quarantined or throttled.", "released", around));
        devices.Add(End("relearn", "The same, and learn anew how the device behaves.", "learnt anew", around));
        return devices;
    }

    private static Command List(string name, string description, Surroundings around) =>
        ControlCommand.Create(name, description, around.Screen, async (client, json, stop) =>
        {
            using var reply = await client.Get(Page, stop);
            if (json) around.Screen.Json(reply.RootElement);
            else DevicesView.Write(new JsonPage(reply.RootElement), around);
            return ExitCodes.Done;
        });

    private static Command ShowCommand(Surroundings around)
    {
        var id = Id();
        var command = ControlCommand.Create("show", "What is known of one device.", around.Screen, async (client, parsed, json, stop) =>
        {
            using var reply = await client.Get(Page, stop);
            string wanted = parsed.GetValue(id)!;
            foreach (var device in new JsonPage(reply.RootElement).Each("devices"))
            {
                if (device.Text("id") != wanted) continue;
                if (json) around.Screen.Json(device.Element);
                else DevicesView.WriteOne(device, around.Screen);
                return ExitCodes.Done;
            }
            throw new ControlException($"there is no device '{wanted}'");
        });
        command.Add(id);
        return command;
    }

    private static Command End(string name, string description, string done, Surroundings around)
    {
        var id = Id();
        var command = ControlCommand.Create(name, description, around.Screen, async (client, parsed, json, stop) =>
        {
            using var reply = await client.Post($"{Page}/{name}", DeviceRequests.Of(parsed.GetValue(id)!), stop);
            if (json) around.Screen.Json(reply.RootElement);
            else around.Screen.Line($"{parsed.GetValue(id)} is {done}");
            return ExitCodes.Done;
        });
        command.Add(id);
        return command;
    }

    private static Argument<string> Id() => new("id") { Description = "The device's id." };
}
