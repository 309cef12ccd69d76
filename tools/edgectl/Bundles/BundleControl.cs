using System.CommandLine;
using EdgeAppliance.Bundles;
using EdgeAppliance.Bundles.Intake;
using EdgeAppliance.Edgectl.Control;
using EdgeAppliance.Edgectl.Models;
using EdgeAppliance.Edgectl.Terminal;

namespace EdgeAppliance.Edgectl.Bundles;

/// <summary>What <c>edgectl bundle</c> asks of a daemon: <c>list</c>, <c>install</c> and <c>forget</c>.</summary>
internal static class BundleControl
{
    private const string Bundles = "/api/bundles";
    private const string Page = $"{Bundles}/installed";

    public static Command List(Surroundings around) => ControlCommand.Create("list", "The configuration in force, prompts and sets of models, and what became of installations.", around.Screen, async (client, json, stop) =>
    {
        using var reply = await client.Get(Page, stop);
        if (json) around.Screen.Json(reply.RootElement);
        else Write(new JsonPage(reply.RootElement), around);
        return ExitCodes.Done;
    });

    public static Command Install(Surroundings around)
    {
        var bundle = new Argument<string>("bundle") { Description = "A folder with bundle.json, or a .tar or .tar.gz of one." };
        var wait = new Option<bool>("--wait") { Description = "Wait for the end of the trial: 0 kept, 1 refused or rolled back." };
        var command = ControlCommand.Create("install", "Install a bundle of any kind on a device.", around.Screen, async (client, parsed, json, stop) =>
        {
            string path = parsed.GetValue(bundle)!;
            using var file = BundlePack.Open(path);
            using var reply = await client.Upload($"{Bundles}/install", file, stop);
            var begun = new JsonPage(reply.RootElement);
            if (parsed.GetValue(wait)) return await new InstallFollower(client, around, IsModel(path) ? "/api/models" : Page).Follow(begun, json, stop);
            if (json) around.Screen.Json(reply.RootElement);
            else around.Screen.Line($"{InstallFollower.NameOf(begun)}: {begun.Text("state")}");
            return ExitCodes.Done;
        });
        command.Add(bundle);
        command.Add(wait);
        return command;
    }

    public static Command Forget(Surroundings around)
    {
        var name = new Argument<string>("name") { Description = "The bundle's name." };
        var command = ControlCommand.Create("forget", "Forget every version of a configuration, of prompts or of a set; without a configuration the device's own is in force again.", around.Screen, async (client, parsed, json, stop) =>
        {
            string wanted = parsed.GetValue(name)!;
            using var reply = await client.Delete($"{Bundles}/{Uri.EscapeDataString(wanted)}", stop);
            if (!json) around.Screen.Line($"{wanted} is forgotten");
            return ExitCodes.Done;
        });
        command.Add(name);
        return command;
    }

    private static bool IsModel(string path)
    {
        try
        {
            using var unpacked = UnpackedBundle.Open(path, BundleLimits.Standard, Path.Combine(Path.GetTempPath(), $"edgectl-bundle-{Path.GetRandomFileName()}"));
            return unpacked.Bundle.Manifest.Kind == BundleKind.Model;
        }
        catch (BundleException)
        {
            // The daemon has taken it all the same.
            return true;
        }
    }

    private static void Write(JsonPage page, Surroundings around)
    {
        var table = new Table("BUNDLE", "NAME", "VERSION", "STATE", "WHY");
        if (page.Has("configuration") && page.At("configuration") is var configuration) table.Row("configuration", configuration.Text("name"), configuration.Text("version"), configuration.Text("state"), "");
        foreach (var set in page.Each("models")) table.Row("models", set.Text("name"), set.Text("version"), set.Text("state"), "");
        foreach (var prompt in page.Each("prompts")) table.Row("prompt", $"{prompt.Text("bundle")}/{prompt.Text("name")}", prompt.Text("version"), Amounts.Bytes(prompt.Number("bytes")), "");
        foreach (var install in page.Each("installs")) table.Row("install", install.Text("model"), install.Text("version"), install.Text("state"), install.Text("reason"));
        table.WriteTo(around.Screen, "no configuration, prompts or sets of models are installed");
    }
}
