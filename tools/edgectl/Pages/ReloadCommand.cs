using System.CommandLine;
using EdgeAppliance.Edgectl.Control;
using EdgeAppliance.Edgectl.Terminal;

namespace EdgeAppliance.Edgectl.Pages;

/// <summary><c>edgectl reload</c>: the daemon reads its configuration again, and applies it whole or not at all.</summary>
internal static class ReloadCommand
{
    public static Command Create(Surroundings around) =>
        ControlCommand.Create("reload", "Apply a changed configuration; a bad one is refused whole.", around.Screen, async (client, json, stop) =>
        {
            using var reply = await client.Post("/api/reload", null, stop);
            if (json)
            {
                around.Screen.Json(reply.RootElement);
                return ExitCodes.Done;
            }
            var changed = new JsonPage(reply.RootElement).Texts("changed");
            around.Screen.Line(changed.Count == 0 ? "nothing changed" : "changed:");
            foreach (string path in changed) around.Screen.Line($"  {path}");
            return ExitCodes.Done;
        });
}
