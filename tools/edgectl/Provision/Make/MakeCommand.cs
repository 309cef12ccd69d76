using System.CommandLine;
using EdgeAppliance.Core.Files;
using EdgeAppliance.Edgectl.Control;
using EdgeAppliance.Edgectl.Provision.Contract;
using EdgeAppliance.Edgectl.Repo;
using EdgeAppliance.Edgectl.Terminal;

namespace EdgeAppliance.Edgectl.Provision.Make;

/// <summary><c>edgectl provision make</c>: by options, or by questions where no device is named. Nothing is written that the device would refuse.</summary>
internal static class MakeCommand
{
    public static Command Create(Surroundings around)
    {
        var options = new MakeOptions();
        var command = new Command("make", "Make a provision.json, by options or by questions.");
        foreach (var option in options.All) command.Add(option);
        command.SetAction(parsed => RepoOptions.Guard(around.Screen, () =>
        {
            try
            {
                Run(parsed, options, around.Screen);
            }
            catch (ControlException e)
            {
                throw new InvalidDataException(e.Message, e);
            }
        }));
        return command;
    }

    private static void Run(ParseResult parsed, MakeOptions options, Screen screen)
    {
        var told = new List<string>();
        var draft = parsed.GetValue(options.Device) is { } device ? new ProvisionDraft(parsed, options, told.Add).Make(device)
            : Console.IsInputRedirected ? throw new InvalidDataException("name the device with --device: there is nobody to ask")
            : new Questions(Console.In, screen, told.Add).Ask();
        byte[] json = ProvisionDraft.Bytes(draft);
        string path = parsed.GetValue(options.Out)!;
        if (ProvisionReader.Read(path, json, out var errors) is null)
        {
            foreach (var error in errors) screen.ErrorLine($"{error.Path}: {error.Text}");
            throw new InvalidDataException("the device would refuse that; nothing was written");
        }
        DurableFile.Replace(path, json);
        foreach (string line in told) screen.Line(line);
        screen.Line($"{path} is written. It holds secrets: copy it to the card's FAT partition, then delete it.");
    }
}
