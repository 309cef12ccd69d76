using System.ComponentModel;
using System.Diagnostics;

namespace EdgeAppliance.Edgectl.Check;

/// <summary>Another program, run for what it says.</summary>
internal static class ChildProgram
{
    private static readonly TimeSpan s_within = TimeSpan.FromSeconds(30);

    /// <param name="variables">Of its environment, beside this program's own.</param>
    /// <returns>Its exit code, and what it wrote to its output and its errors.</returns>
    /// <exception cref="IOException">It could not be run, or did not end in time.</exception>
    public static async Task<(int Code, string Output, string Errors)> Run(string program, IEnumerable<string> arguments, CancellationToken stop, IReadOnlyDictionary<string, string>? variables = null)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(s_within);
        try
        {
            var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (var (name, value) in variables ?? new Dictionary<string, string>()) start.Environment[name] = value;
            using var process = Process.Start(start)!;
            using var end = limit.Token.Register(process.Kill);
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            string errors = await process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output, errors);
        }
        catch (Win32Exception e)
        {
            throw new IOException($"{program} cannot be run: {e.Message}", e);
        }
        catch (OperationCanceledException e) when (!stop.IsCancellationRequested)
        {
            throw new IOException($"{program} did not end within {s_within.TotalSeconds:0} s", e);
        }
    }

    public static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
