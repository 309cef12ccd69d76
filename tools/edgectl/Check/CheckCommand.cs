using System.CommandLine;
using EdgeAppliance.Edgectl.Terminal;

namespace EdgeAppliance.Edgectl.Check;

/// <summary><c>edgectl check FILE</c>: what the daemon would say of a configuration. The daemon's own program says it, so the two never differ.</summary>
internal static class CheckCommand
{
    public const string StandardFile = "/etc/edge-appliance/appliance.json";

    /// <param name="besides">The folder to look for the daemon's program in first.</param>
    public static Command Create(Surroundings around, string besides)
    {
        var file = new Argument<string>("file") { Description = "The configuration.", DefaultValueFactory = _ => StandardFile };
        var state = new Option<string>("--state") { Description = "The daemon's state directory, where its models are.", DefaultValueFactory = _ => "/var/lib/edge-appliance" };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command("check", "Say what is wrong with a configuration; nothing is changed.") { file, state, json };
        command.SetAction((parsed, stop) => Run(parsed.GetValue(file)!, parsed.GetValue(state)!, parsed.GetValue(json), around.Screen, besides, stop));
        return command;
    }

    private static async Task<int> Run(string file, string state, bool json, Screen screen, string besides, CancellationToken stop)
    {
        if (DaemonBinary.Find(besides) is not { } program)
        {
            screen.Fail($"edge-appliance is neither in {besides} nor on PATH");
            return ExitCodes.Failed;
        }
        try
        {
            var (code, output, errors) = await ChildProgram.Run(program, ["--check", "--config", file, "--state", state], stop);
            if (json) WriteJson(screen, file, code == 0, errors);
            else Write(screen, output, errors);
            return code == 0 ? ExitCodes.Done : ExitCodes.Failed;
        }
        catch (IOException e)
        {
            screen.Fail(e.Message);
            return ExitCodes.Failed;
        }
    }

    private static void Write(Screen screen, string output, string errors)
    {
        foreach (string line in ChildProgram.Lines(output)) screen.Line(line);
        foreach (string line in ChildProgram.Lines(errors)) screen.ErrorLine(line);
    }

    private static void WriteJson(Screen screen, string file, bool good, string errors) => screen.Json(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("file", file);
        writer.WriteBoolean("good", good);
        writer.WriteStartArray("errors");
        foreach (string line in ChildProgram.Lines(errors))
        {
            var fault = ConfigurationFault.Parse(line, file) ?? new ConfigurationFault(0, "", line);
            writer.WriteStartObject();
            writer.WriteNumber("line", fault.Line);
            writer.WriteString("path", fault.Path);
            writer.WriteString("text", fault.Text);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    });
}
