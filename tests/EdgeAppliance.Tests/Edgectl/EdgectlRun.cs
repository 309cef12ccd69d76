using EdgeAppliance.Edgectl;
using EdgeAppliance.Edgectl.Terminal;

namespace EdgeAppliance.Tests.Edgectl;

/// <summary>What the command line came to: its exit code, and what it wrote.</summary>
internal sealed record EdgectlRun(int Code, string Output, string Errors)
{
    public string[] ErrorLines => Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public string[] OutputLines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public static Task<EdgectlRun> Of(params string[] arguments) => Of(arguments, "/nowhere");

    public static async Task<EdgectlRun> Of(string[] arguments, string besides, CancellationToken stop = default)
    {
        var (output, errors) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var around = new Surroundings(new Screen(output, errors, colours: false), TimeProvider.System);
        int code = await EdgectlCommand.Run(arguments, around, besides, stop);
        return new EdgectlRun(code, output.ToString(), errors.ToString());
    }
}
