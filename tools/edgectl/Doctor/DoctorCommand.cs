using System.CommandLine;
using EdgeAppliance.Edgectl.Check;
using EdgeAppliance.Edgectl.Control;
using EdgeAppliance.Edgectl.Terminal;

namespace EdgeAppliance.Edgectl.Doctor;

/// <summary><c>edgectl doctor</c>: names what is wrong and the command that mends it. Ends with 1 where anything is an error.</summary>
internal static class DoctorCommand
{
    /// <param name="besides">The folder to look for the daemon's program in first.</param>
    public static Command Create(Surroundings around, string besides)
    {
        var options = new ControlOptions();
        var config = new Option<string>("--config") { Description = "The daemon's configuration.", DefaultValueFactory = _ => CheckCommand.StandardFile };
        var known = new Option<string?>("--known") { Description = "What 'edgectl doctor --json' wrote earlier: what it found wrong with uplinks, sources and the like is no error now." };
        var command = new Command("doctor", "Name what is wrong, and the command that mends it.") { config, known };
        options.AddTo(command);
        command.SetAction((parsed, stop) => ControlCommand.Guard(around.Screen, async () =>
        {
            var findings = await DoctorRun.Look(new DoctorOptions(parsed.GetValue(options.State)!, parsed.GetValue(config)!, besides, options.Target(parsed)) { KnownFile = parsed.GetValue(known) }, stop);
            if (parsed.GetValue(options.Json)) DoctorReport.WriteJson(findings, around.Screen);
            else DoctorReport.Write(findings, around.Screen);
            return findings.Any(finding => finding.Verdict == Verdict.Error) ? ExitCodes.Failed : ExitCodes.Done;
        }));
        return command;
    }
}
