using System.CommandLine;
using EdgeAppliance.Edgectl.Control;
using EdgeAppliance.Edgectl.Terminal;

namespace EdgeAppliance.Edgectl.Models;

/// <summary><c>edgectl models install DIR|FILE [--wait]</c>: sends the bundle, so that the daemon need not be able to read where it lies.</summary>
internal static class InstallCommand
{
    public static Command Create(Surroundings around)
    {
        var bundle = new Argument<string>("bundle") { Description = "A folder with bundle.json, or a .tar or .tar.gz of one." };
        var wait = new Option<bool>("--wait") { Description = "Wait for the end of the trial: 0 committed, 1 refused or rolled back." };
        var command = ControlCommand.Create("install", "Install a version of a model: it is verified, tried beside the one that runs, and kept if it does no worse.", around.Screen, async (client, parsed, json, stop) =>
        {
            using var file = BundlePack.Open(parsed.GetValue(bundle)!);
            using var reply = await client.Upload("/api/models/install", file, stop);
            if (parsed.GetValue(wait)) return await new InstallFollower(client, around).Follow(new JsonPage(reply.RootElement), json, stop);
            if (json) around.Screen.Json(reply.RootElement);
            else around.Screen.Line($"{InstallFollower.NameOf(new JsonPage(reply.RootElement))} is being verified; 'edgectl models' shows how it goes on");
            return ExitCodes.Done;
        });
        command.Add(bundle);
        command.Add(wait);
        return command;
    }
}
