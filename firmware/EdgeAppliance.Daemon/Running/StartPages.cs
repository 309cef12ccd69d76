using System.Globalization;
using System.Runtime.InteropServices;

namespace EdgeAppliance.Daemon.Running;

/// <summary>
/// Gives back the pages of code that only the start needed: ONNX Runtime registers every operator there is when it is loaded, 16 MB
/// of code, of which a model runs a few. They are clean pages of files, so the kernel reads one again where it is called once more.
/// </summary>
internal static partial class StartPages
{
    private const int DoNotNeed = 4;
    private const string Library = "/libonnxruntime.so";

    /// <returns>The bytes of code whose pages were let go.</returns>
    public static long GiveBack()
    {
        long bytes = 0;
        string program = Environment.ProcessPath ?? "";
        foreach (string line in File.ReadLines("/proc/self/maps"))
            if (IsCode(line, program) && Range(line) is var (start, length) && Advise(start, (nuint)length, DoNotNeed) == 0) bytes += length;
        return bytes;
    }

    /// <summary>Only code: what is read-only after relocation is changed from what the file holds, and would be lost (proc_pid_maps(5)).</summary>
    private static bool IsCode(string line, string program) =>
        line.Contains(" r-xp ", StringComparison.Ordinal) && (line.EndsWith(Library, StringComparison.Ordinal) || (program.Length > 0 && line.EndsWith(" " + program, StringComparison.Ordinal)));

    private static (nint Start, long Length) Range(string line)
    {
        int dash = line.IndexOf('-'), blank = line.IndexOf(' ');
        long start = long.Parse(line.AsSpan(0, dash), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        long end = long.Parse(line.AsSpan(dash + 1, blank - dash - 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return ((nint)start, end - start);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint start, nuint length, int advice);
}
