using System.CommandLine;
using EdgeAppliance.Edgectl.Bundles;
using EdgeAppliance.Edgectl.Check;
using EdgeAppliance.Edgectl.Clock;
using EdgeAppliance.Edgectl.Control;
using EdgeAppliance.Edgectl.Data;
using EdgeAppliance.Edgectl.Devices;
using EdgeAppliance.Edgectl.Doctor;
using EdgeAppliance.Edgectl.Evaluate;
using EdgeAppliance.Edgectl.Flash;
using EdgeAppliance.Edgectl.Fleet;
using EdgeAppliance.Edgectl.Logs;
using EdgeAppliance.Edgectl.Models;
using EdgeAppliance.Edgectl.Pages;
using EdgeAppliance.Edgectl.Provision;
using EdgeAppliance.Edgectl.Repo;
using EdgeAppliance.Edgectl.Rollouts;
using EdgeAppliance.Edgectl.Simulate;
using EdgeAppliance.Edgectl.Terminal;

namespace EdgeAppliance.Edgectl;

/// <summary>All commands, a line each. Exit codes: 0 done, 1 failed, 2 wrong usage.</summary>
internal static class EdgectlCommand
{
    /// <param name="besides">The folder to look for the daemon's program in first.</param>
    public static async Task<int> Run(string[] arguments, Surroundings around, string besides, CancellationToken stop)
    {
        var parsed = Create(around, besides).Parse(arguments);
        if (parsed.Errors.Count == 0) return await parsed.InvokeAsync(cancellationToken: stop);
        foreach (var error in parsed.Errors) around.Screen.Fail(error.Message);
        around.Screen.Fail("'edgectl --help' lists the commands");
        return ExitCodes.WrongUsage;
    }

    private static RootCommand Create(Surroundings around, string besides) => new("edgectl: the command line of an EdgeAppliance.")
    {
        PageCommands.Status(around),
        DoctorCommand.Create(around, besides),
        ClockCommand.Create(around),
        CheckCommand.Create(around, besides),
        ReloadCommand.Create(around),
        PageCommands.Sources(around),
        TellCommand.Create(around),
        DevicesCommand.Create(around),
        Models(around),
        BundleCommand.Create(around, besides),
        UpdatesView.Create(around),
        RepoCommand.Create(around),
        RolloutCommand.Create(around),
        FleetCommand.Create(around),
        PageCommands.Outbox(around),
        ProvisionCommand.Create(around, besides),
        ImageCommand.Create(around),
        LogsCommand.Create(around),
        TokensCommand.Create(around),
        Data(around),
        SimulateCommand.Create(around),
    };

    private static Command Data(Surroundings around)
    {
        var data = DataCommand.Create(around.Screen);
        data.Add(PageCommands.Sent(around));
        return data;
    }

    private static Command Models(Surroundings around)
    {
        var models = PageCommands.Models(around);
        models.Add(PageCommands.ModelsList(around));
        models.Add(InstallCommand.Create(around));
        models.Add(EvaluateCommand.Create(around.Screen));
        return models;
    }
}
