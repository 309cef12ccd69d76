using EdgeAppliance.Daemon;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Running;

if (CommandLine.Parse(args, out string wrong) is not { } line)
{
    Console.Error.WriteLine($"edge-appliance: {wrong}\n{CommandLine.Usage}");
    return ExitCodes.BadConfiguration;
}
if (line.Check) return ConfigCheck.Run(line, TimeProvider.System);
return await new ApplianceProcess(line, TimeProvider.System).Run();
