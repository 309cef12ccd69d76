using System.Globalization;
using System.Runtime.InteropServices;

namespace EdgeAppliance.Daemon.Running;

/// <summary>
/// Gives back the pages of programs and libraries that only the start needed: ONNX Runtime alone registers every operator there is
/// when it is loaded, 16 MB of code, of which a model runs a few. They are clean pages of files, so the kernel maps one again where
/// it is touched once more.
/// </summary>
internal static partial class StartPages
{
    private const int DoNotNeed = 4;

    /// <returns>The resident bytes that were let go.</returns>
    public static long GiveBack()
    {
        long bytes = 0;
        foreach (var mapping in Clean(File.ReadLines("/proc/self/smaps")))
            if (Advise(mapping.Start, mapping.Length, DoNotNeed) == 0) bytes += mapping.ResidentBytes;
        return bytes;
    }

    /// <summary>Mappings of files that cannot be written through and hold no page of their own, as relocated data does: what the file
    /// holds is then all that there is to read again (proc_pid_smaps(5)).</summary>
    internal static IEnumerable<(nint Start, nuint Length, long ResidentBytes)> Clean(IEnumerable<string> smaps)
    {
        (nint Start, nuint Length)? range = null;
        long resident = 0, own = 0;
        foreach (string line in smaps)
        {
            if (line.StartsWith("VmFlags:", StringComparison.Ordinal))
            {
                if (range is { } clean && own == 0 && resident > 0) yield return (clean.Start, clean.Length, resident);
                range = null;
            }
            else if (char.IsAsciiHexDigitLower(line[0])) (range, resident, own) = (FileRange(line), 0, 0);
            else if (line.StartsWith("Rss:", StringComparison.Ordinal)) resident = Bytes(line);
            else if (line.StartsWith("Anonymous:", StringComparison.Ordinal) || line.StartsWith("Swap:", StringComparison.Ordinal)) own += Bytes(line);
        }
    }

    /// <returns>Null where it may be written or is no file's.</returns>
    private static (nint Start, nuint Length)? FileRange(string line)
    {
        int dash = line.IndexOf('-'), blank = line.IndexOf(' ');
        if (line[blank + 2] != '-' || line[^1] == ']' || !line.Contains(" /", StringComparison.Ordinal)) return null;
        nint start = nint.Parse(line.AsSpan(0, dash), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        nint end = nint.Parse(line.AsSpan(dash + 1, blank - dash - 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return (start, (nuint)(end - start));
    }

    /// <summary>Of a line such as <c>Rss:   1304 kB</c>.</summary>
    private static long Bytes(string line)
    {
        var number = line.AsSpan(line.IndexOf(':') + 1).Trim();
        return long.Parse(number[..number.IndexOf(' ')], CultureInfo.InvariantCulture) << 10;
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint start, nuint length, int advice);
}
