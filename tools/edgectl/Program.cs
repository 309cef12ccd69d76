using System.CommandLine;
using EdgeAppliance.Edgectl.Control;
using EdgeAppliance.Edgectl.Data;
using EdgeAppliance.Edgectl.Simulate;

var root = new RootCommand("edgectl: the command line of an EdgeAppliance.")
{
    ControlCommands.Status(),
    ControlCommands.Sources(),
    ControlCommands.Models(),
    ControlCommands.Outbox(),
    DataCommand.Create(),
    SimulateCommand.Create(TimeProvider.System),
};

var parsed = root.Parse(args);
if (parsed.Errors.Count == 0) return await parsed.InvokeAsync();
foreach (var error in parsed.Errors) Console.Error.WriteLine($"edgectl: {error.Message}");
Console.Error.WriteLine("edgectl: 'edgectl --help' lists the commands");
return 2;
