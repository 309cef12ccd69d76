using System.CommandLine;
using EdgeAppliance.Edgectl.Repo;
using EdgeAppliance.Edgectl.Terminal;

namespace EdgeAppliance.Edgectl.Clock;

/// <summary><c>edgectl clock</c>: the time where no time server can be reached (<c>firmware/decisions/0014-time-by-https.md</c>).</summary>
internal static class ClockCommand
{
    public static Command Create(Surroundings around) => new("clock", "The machine's clock.") { Ask(around) };

    private static Command Ask(Surroundings around)
    {
        var configuration = new Option<string>("--config") { Description = "The appliance's configuration, which names the servers.", DefaultValueFactory = _ => "/etc/edge-appliance/appliance.json" };
        var epoch = new Option<string>("--epoch") { Description = "A file as old as what is installed: it is no earlier.", DefaultValueFactory = _ => "/usr/lib/clock-epoch" };
        var known = new Option<string>("--known") { Description = "The daemon's record of its clock: it is no earlier.", DefaultValueFactory = _ => "/var/lib/edge-appliance/clock" };
        var command = new Command("ask", "Set the clock by the Date of a server that is configured for updates, certificates or an uplink, where nothing else keeps it.") { configuration, epoch, known };
        command.SetAction((parsed, stop) => RepoOptions.GuardAsync(around.Screen, async () =>
        {
            var servers = DateServers.Read(await File.ReadAllBytesAsync(parsed.GetValue(configuration)!, stop));
            var setting = new ClockSetting(new KernelClock(around.Time), server => DateAsk.Ask(server, around.Time, stop), ClockFloor.Read(parsed.GetValue(epoch)!, parsed.GetValue(known)!));
            bool isDone = await setting.Run(servers);
            foreach (string line in setting.Said) around.Screen.Line(line);
            if (!isDone) throw new IOException("no server could say what time it is");
        }));
        return command;
    }
}
