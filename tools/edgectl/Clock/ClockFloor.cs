using System.Globalization;

namespace EdgeAppliance.Edgectl.Clock;

/// <summary>The latest time that is known to be over: when the image was made, and when the daemon last knew the time. What the clock itself said last is none:
/// it may have been wrong.</summary>
internal static class ClockFloor
{
    /// <param name="epoch">A file as old as the image.</param>
    /// <param name="known">The daemon's record of its clock (<c>utc 2026-11-24T17:00:00.0000000Z</c> is one of its lines).</param>
    public static DateTimeOffset Read(string epoch, string known)
    {
        var floor = File.Exists(epoch) ? new DateTimeOffset(File.GetLastWriteTimeUtc(epoch)) : DateTimeOffset.UnixEpoch;
        return Known(known) is { } last && last > floor ? last : floor;
    }

    private static DateTimeOffset? Known(string file)
    {
        try
        {
            if (new FileInfo(file) is not { Exists: true, Length: < 1024 }) return null;
            foreach (string line in File.ReadLines(file))
                if (line.StartsWith("utc ", StringComparison.Ordinal) && DateTimeOffset.TryParseExact(line[4..], "O", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var last)) return last;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Then it is the image's time.
        }
        return null;
    }
}
