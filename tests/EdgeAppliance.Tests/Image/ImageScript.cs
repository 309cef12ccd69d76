using System.Diagnostics;
using EdgeAppliance.Tests.Architecture;

namespace EdgeAppliance.Tests.Image;

/// <summary>A script of the image's, run here.</summary>
internal static class ImageScript
{
    /// <summary>Far more than any of them needs.</summary>
    private static readonly TimeSpan s_within = TimeSpan.FromSeconds(60);

    public static string PathOf(string name) => Path.Combine(ProjectReferences.Root, "image", "root", "usr", "lib", "edge-image", name);

    /// <param name="variables">Of its environment, beside this process's.</param>
    /// <returns>137 for the code where it had to be ended.</returns>
    public static (int Code, string Output) Run(string program, IEnumerable<string> arguments, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in variables) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(s_within);
        using var end = limit.Token.Register(() => process.Kill(entireProcessTree: true));
        var errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd() + errors.GetAwaiter().GetResult();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
