using EdgeAppliance.Daemon.Running;

namespace EdgeAppliance.Daemon;

/// <summary>What the daemon was started with.</summary>
internal sealed record CommandLine(string ConfigFile, string StateDirectory, Act Act)
{
    public const string Usage = "usage: edge-appliance [--config FILE] [--state DIR] [--check | --self-test[=long] | --schema | --version | --help]";

    /// <returns>Null where the arguments are wrong; then <paramref name="wrong"/> says how.</returns>
    public static CommandLine? Parse(ReadOnlySpan<string> arguments, out string wrong)
    {
        var line = new CommandLine("/etc/edge-appliance/appliance.json", "/var/lib/edge-appliance", Act.Serve);
        wrong = "";
        for (int i = 0; i < arguments.Length; i++)
        {
            string argument = arguments[i];
            if (ActOf(argument) is { } act)
            {
                line = line with { Act = act };
                continue;
            }
            if (argument is not ("--config" or "--state")) wrong = $"unknown argument '{argument}'";
            else if (++i == arguments.Length) wrong = $"{argument} needs a value";
            else line = argument == "--config" ? line with { ConfigFile = arguments[i] } : line with { StateDirectory = arguments[i] };
            if (wrong.Length > 0) return null;
        }
        return line;
    }

    private static Act? ActOf(string argument) => argument switch
    {
        "--check" => Act.Check,
        "--self-test" => Act.SelfTest,
        "--self-test=long" => Act.LongSelfTest,
        PictureDecoding.Argument => Act.DecodePictures,
        ModelProving.Argument => Act.ProveModel,
        "--schema" => Act.ShowSchema,
        "--version" => Act.ShowVersion,
        "--help" or "-h" => Act.ShowUsage,
        _ => null,
    };
}
