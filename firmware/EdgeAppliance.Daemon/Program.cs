using EdgeAppliance.Daemon;
using EdgeAppliance.Daemon.Configuration;

if (CommandLine.Parse(args, out string wrong) is not { } line)
{
    Console.Error.WriteLine($"edge-appliance: {wrong}\n{CommandLine.Usage}");
    return ExitCodes.BadConfiguration;
}
var (configuration, errors) = ConfigReader.ReadFile(line.ConfigFile, new ConfigContext(SecretStore.OfThisProcess, _ => new EdgeAppliance.Core.Steps.StepCatalog()));
foreach (var error in errors) Console.Error.WriteLine(error);
if (configuration is null) return ExitCodes.BadConfiguration;
if (line.Check)
{
    Console.Out.WriteLine($"{line.ConfigFile}: good");
    return ExitCodes.Stopped;
}
Console.Error.WriteLine("edge-appliance: nothing is configured to run yet");
return ExitCodes.BadConfiguration;
