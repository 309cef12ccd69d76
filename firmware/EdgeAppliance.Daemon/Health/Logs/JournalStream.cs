using System.Globalization;

namespace EdgeAppliance.Daemon.Health.Logs;

/// <summary>Whether the journal reads standard error. systemd says so in <c>$JOURNAL_STREAM</c> as <c>device:inode</c>, and a
/// process whose output was redirected since must compare (systemd.exec(5)).</summary>
internal static class JournalStream
{
    public static bool IsStandardError() => Is(Environment.GetEnvironmentVariable("JOURNAL_STREAM"), StandardErrorTarget());

    /// <param name="stream">The variable's value.</param>
    /// <param name="target">What <c>/proc/self/fd/2</c> links to: <c>socket:[inode]</c>.</param>
    public static bool Is(string? stream, string? target) =>
        stream?.Split(':') is [_, var inode]
        && ulong.TryParse(inode, NumberStyles.None, CultureInfo.InvariantCulture, out _)
        && target is not null && target.EndsWith($"socket:[{inode}]", StringComparison.Ordinal);

    private static string? StandardErrorTarget()
    {
        try
        {
            return File.ResolveLinkTarget("/proc/self/fd/2", returnFinalTarget: false)?.FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
