using System.Globalization;
using System.Text;
using EdgeAppliance.Core.Files;

namespace EdgeAppliance.Daemon.Health;

/// <summary>
/// What is kept of the clock over restarts, as text in the state directory:
/// <code>
/// edge-clock 1
/// boot 6e1f0f52-0c11-4fd0-9c1a-1f2ad5c8f2a1
/// right 1
/// utc 2026-11-24T17:00:00.0000000Z
/// </code>
/// </summary>
/// <param name="BootId">The boot in which it was written.</param>
/// <param name="Right">Whether the clock was known to be right in that boot.</param>
/// <param name="LastKnown">The newest time that was known to be right.</param>
internal sealed record ClockRecord(string BootId, bool Right, DateTimeOffset LastKnown)
{
    private const string Heading = "edge-clock 1";

    /// <returns>Null where there is none, or it cannot be read: then nothing is known, which is safe.</returns>
    public static ClockRecord? Read(string path)
    {
        try
        {
            if (new FileInfo(path) is not { Exists: true, Length: < 1024 }) return null;
            return Parse(File.ReadAllLines(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <exception cref="IOException">The disk is full, read-only or failing; the old file is still there.</exception>
    public void Write(string path)
    {
        string text = $"{Heading}\nboot {BootId}\nright {(Right ? 1 : 0)}\nutc {LastKnown.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)}\n";
        DurableFile.Replace(path, Encoding.ASCII.GetBytes(text));
    }

    private static ClockRecord? Parse(string[] lines)
    {
        if (lines is not [Heading, var boot, var right, var utc]) return null;
        if (!boot.StartsWith("boot ", StringComparison.Ordinal) || right is not ("right 0" or "right 1") || !utc.StartsWith("utc ", StringComparison.Ordinal)) return null;
        bool read = DateTimeOffset.TryParseExact(utc[4..], "O", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var lastKnown);
        return read ? new ClockRecord(boot[5..], right == "right 1", lastKnown) : null;
    }
}
