using System.Globalization;

namespace EdgeAppliance.Daemon.SelfTest;

/// <summary><c>--self-test</c>: runs checks one after another, each in a folder of its own, and prints a line for each:
/// <c>ok NAME: what it saw (ms)</c> or <c>FAILED NAME: what is wrong (ms)</c>.</summary>
internal static class SelfTestRun
{
    /// <summary>Far more than the slowest check takes under emulation.</summary>
    private static readonly TimeSpan s_checkWithin = TimeSpan.FromMinutes(3);

    /// <returns>An exit code: 0 where every check held, else 1.</returns>
    public static async Task<int> Run(IReadOnlyList<SelfCheck> checks, TextWriter output, TimeProvider time)
    {
        int failed = 0;
        foreach (var check in checks)
            if (!await Run(check, output, time)) failed++;
        return failed == 0 ? ExitCodes.Stopped : ExitCodes.Failed;
    }

    private static async Task<bool> Run(SelfCheck check, TextWriter output, TimeProvider time)
    {
        string folder = Directory.CreateTempSubdirectory("edge-self-test-").FullName;
        long since = time.GetTimestamp();
        bool held = true;
        string said;
        try
        {
            // On a thread of its own, so that one which hangs is told of too.
            said = await Task.Run(() => check.Run(new CheckSurroundings(folder, time))).WaitAsync(s_checkWithin, time);
        }
        catch (Exception e)
        {
            held = false;
            said = $"{e.GetBaseException().Message.ReplaceLineEndings(" ")} [{e.GetBaseException().GetType().Name}]";
        }
        double ms = time.GetElapsedTime(since).TotalMilliseconds;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(held ? "ok" : "FAILED")} {check.Name}: {said} ({ms:F0} ms)"));
        // What a failed check left may show why.
        if (held || !Directory.EnumerateFileSystemEntries(folder).Any()) Directory.Delete(folder, recursive: true);
        return held;
    }
}
