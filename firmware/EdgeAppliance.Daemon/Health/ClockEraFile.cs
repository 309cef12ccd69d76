using System.Globalization;
using System.Text;
using EdgeAppliance.Core.Files;

namespace EdgeAppliance.Daemon.Health;

/// <summary>
/// The eras in the state directory, oldest first, as text:
/// <code>
/// edge-eras 1
/// 12 6e1f0f52-0c11-4fd0-9c1a-1f2ad5c8f2a1 1789000000000000 assumed
/// 13 0a9d0b53-6b2e-4f4e-9a54-0f6a1c1f7a10 1789100000000000 right
/// </code>
/// </summary>
internal static class ClockEraFile
{
    private const string Heading = "edge-eras 1";
    private const int BytesMax = 64 << 10;

    /// <returns>Empty where there is none, or it cannot be read: times of then stay as they were assumed.</returns>
    public static List<ClockEra> Read(string path)
    {
        var eras = new List<ClockEra>();
        try
        {
            if (new FileInfo(path) is not { Exists: true, Length: < BytesMax }) return eras;
            string[] lines = File.ReadAllLines(path);
            if (lines.Length == 0 || lines[0] != Heading) return eras;
            foreach (string line in lines.AsSpan(1))
                if (Parse(line) is { } era) eras.Add(era);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nothing is known of earlier boots then.
        }
        return eras;
    }

    /// <exception cref="IOException">The disk is full, read-only or failing; the old file is still there.</exception>
    public static void Write(string path, IEnumerable<ClockEra> eras)
    {
        var text = new StringBuilder(Heading).Append('\n');
        foreach (var era in eras)
            text.Append(CultureInfo.InvariantCulture, $"{era.Number} {era.BootId} {era.OffsetUs} {(era.IsRight ? "right" : "assumed")}\n");
        DurableFile.Replace(path, Encoding.ASCII.GetBytes(text.ToString()));
    }

    private static ClockEra? Parse(string line)
    {
        string[] parts = line.Split(' ');
        if (parts is not [var number, var boot, var offset, "right" or "assumed"]) return null;
        bool read = int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int n) & long.TryParse(offset, CultureInfo.InvariantCulture, out long us);
        return read && n < ClockEras.ErasMax ? new ClockEra(n, boot, us, parts[3] == "right") : null;
    }
}
