using System.CommandLine;
using EdgeAppliance.Drivers.Linux.Gpio;
using EdgeAppliance.Edgectl.Provision.Apply;
using EdgeAppliance.Edgectl.Repo;
using EdgeAppliance.Edgectl.Terminal;

namespace EdgeAppliance.Edgectl.Provision;

/// <summary>What the image's scripts ask of the board itself.</summary>
internal static class BoardCommands
{
    public static Command Button(Surroundings around)
    {
        var partitions = new PartitionOptions();
        var command = new Command("button", "Have the device reset where its button is held: run at each start. Nothing happens on a board that names no button.");
        partitions.AddTo(command);
        command.SetAction(parsed => RepoOptions.Guard(around.Screen, () =>
        {
            var paths = partitions.Paths(parsed);
            if (BoardFile.Read(paths).Button is not { } wish) return;
            using var never = new ManualResetEventSlim();
            switch (new ResetButton(wish, GpioChip.Request, new StatusLight(StatusLight.Kernels).Working, span => never.Wait(span)).Watch())
            {
                case ButtonPress.Held:
                    new FactoryReset(paths, new ProvisionDisk(null)).Ask();
                    around.Screen.Line("the reset button was held: the device is made as it left the factory");
                    break;
                case ButtonPress.Stuck:
                    around.Screen.Line("the reset button does not come up: it resets nothing");
                    break;
            }
        }));
        return command;
    }

    public static Command Trouble(Surroundings around)
    {
        var partitions = new PartitionOptions();
        var what = new Argument<string>("what") { Description = "What is wrong, as a sentence." };
        var remedy = new Option<string>("--remedy") { Description = "What to do, as a sentence.", Required = true };
        var command = new Command("trouble", "Tell what keeps the device from working: by its light, its display, and the report on the FAT partition.") { what, remedy };
        partitions.AddTo(command);
        command.SetAction(parsed => RepoOptions.Guard(around.Screen, () =>
        {
            var paths = partitions.Paths(parsed);
            string text = parsed.GetValue(what)!;
            around.Screen.Line($"{text} {parsed.GetValue(remedy)}");
            new StatusLight(StatusLight.Kernels).Trouble();
            ProvisionCommand.Display(paths).Show(StatusDisplay.Trouble(text));
            new FatPartition(paths, new ProvisionDisk(null)).Tell(ProvisionReport.Trouble(around.Time.GetUtcNow(), text, parsed.GetValue(remedy)!));
        }));
        return command;
    }
}
