using System.Diagnostics;

namespace EdgeAppliance.Tests.Daemon.Identity;

/// <summary>Debian's mosquitto_pub and mosquitto_sub, run to their end.</summary>
internal static class MosquittoClients
{
    private static readonly TimeSpan s_within = TimeSpan.FromSeconds(30);

    /// <returns>The exit code, and all that it said.</returns>
    public static async Task<(int Code, string Said)> Run(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        try
        {
            var said = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            string text = string.Concat(await said.WaitAsync(s_within));
            await process.WaitForExitAsync().WaitAsync(s_within);
            return (process.ExitCode, text);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    public static Process Start(string program, params string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
}
