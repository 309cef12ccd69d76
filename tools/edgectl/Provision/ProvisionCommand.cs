using System.CommandLine;
using EdgeAppliance.Drivers.Linux.I2c;
using EdgeAppliance.Edgectl.Check;
using EdgeAppliance.Edgectl.Provision.Apply;
using EdgeAppliance.Edgectl.Provision.Contract;
using EdgeAppliance.Edgectl.Provision.Make;
using EdgeAppliance.Edgectl.Repo;
using EdgeAppliance.Edgectl.Terminal;

namespace EdgeAppliance.Edgectl.Provision;

/// <summary><c>edgectl provision</c>: how a board becomes a certain device (<c>firmware/provisioning.md</c>).</summary>
internal static class ProvisionCommand
{
    /// <param name="besides">The folder to look for the daemon's program in first.</param>
    public static Command Create(Surroundings around, string besides) => new("provision", "Make a board a certain device: the file provision.json on its FAT partition.")
    {
        MakeCommand.Create(around),
        CheckFile(around.Screen),
        Schema(around.Screen),
        Apply(around, besides),
        Reset(around),
        BoardCommands.Button(around),
        BoardCommands.Trouble(around),
    };

    /// <summary>The board's, as it is known now.</summary>
    public static StatusDisplay Display(ProvisionPaths paths) => new(BoardFile.Read(paths).DisplayLines, BoardI2c.Open);

    private static Command CheckFile(Screen screen)
    {
        var file = new Argument<string>("file") { Description = "The file.", DefaultValueFactory = _ => "provision.json" };
        var command = new Command("check", "Say what is wrong with a provision.json.") { file };
        command.SetAction(parsed => RepoOptions.Guard(screen, () =>
        {
            string path = parsed.GetValue(file)!;
            if (ProvisionReader.Read(path, File.ReadAllBytes(path), out var errors) is null)
            {
                foreach (var error in errors) screen.ErrorLine(error.ToString());
                throw new InvalidDataException($"{path} would be refused");
            }
            screen.Line($"{path} is good");
        }));
        return command;
    }

    private static Command Schema(Screen screen)
    {
        var command = new Command("schema", "Print the JSON Schema of provision.json, for editors.");
        command.SetAction(_ => screen.Output.WriteLine(ProvisionSchema.Text()));
        return command;
    }

    private static Command Apply(Surroundings around, string besides)
    {
        var partitions = new PartitionOptions();
        var dry = new Option<bool>("--dry-run") { Description = "Say what would be done; nothing is changed." };
        var command = new Command("apply", "Take over what is on the FAT partition: run at each start of the device. Ends with 0 done, 1 failed (tried again), 3 refused, 4 the FAT partition cannot be written.") { dry };
        partitions.AddTo(command);
        command.SetAction(parsed =>
        {
            var paths = partitions.Paths(parsed);
            var daemon = UnixOwner.OfDaemon();
            var check = new DaemonCheck(DaemonBinary.Find(besides), paths.At(ProvisionPaths.State), daemon);
            bool isDry = parsed.GetValue(dry);
            var run = new ProvisionRun(paths, new ProvisionDisk(daemon), isDry ? new PretendedSealer() : new SystemdCreds(), check, around.Time);
            return isDry ? Dry(run, around.Screen) : Applied(run, paths, around.Screen);
        });
        return command;
    }

    private static int Dry(ProvisionRun run, Screen screen)
    {
        int code = ProvisionCodes.Failed;
        int guarded = RepoOptions.Guard(screen, () => code = run.DryRun());
        return guarded == ExitCodes.Done ? Say(run, code, screen) : guarded;
    }

    private static int Applied(ProvisionRun run, ProvisionPaths paths, Screen screen)
    {
        var light = new StatusLight(StatusLight.Kernels);
        light.Working();
        Display(paths).Working();
        int code = run.Run();
        if (code == ProvisionCodes.Done) light.Alive();
        else light.Trouble();
        // What it was given may have said which display it has.
        Display(paths).Show(StatusDisplay.Words(code, run.Said));
        return Say(run, code, screen);
    }

    private static int Say(ProvisionRun run, int code, Screen screen)
    {
        foreach (string line in run.Said)
            if (code == ProvisionCodes.Done) screen.Line(line);
            else screen.ErrorLine(line);
        return code;
    }

    private static Command Reset(Surroundings around)
    {
        var partitions = new PartitionOptions();
        var yes = new Option<bool>("--yes") { Description = "Really: identity, credentials, configuration, readings and what waits to be sent go for good." };
        var command = new Command("reset", "Have the next start make the device as it left the factory. A file 'factory-reset' on the FAT partition does the same.") { yes };
        partitions.AddTo(command);
        command.SetAction(parsed => RepoOptions.Guard(around.Screen, () =>
        {
            if (!parsed.GetValue(yes)) throw new InvalidDataException("this takes everything from the device that it has gathered; say --yes if that is meant");
            new FactoryReset(partitions.Paths(parsed), new ProvisionDisk(null)).Ask();
            around.Screen.Line("the next start resets the device: systemctl reboot");
        }));
        return command;
    }
}
