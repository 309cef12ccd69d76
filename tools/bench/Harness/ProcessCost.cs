using System.Globalization;

namespace EdgeAppliance.Bench.Harness;

/// <summary>What the kernel says of a process.</summary>
internal static class ProcessCost
{
    private const double TickS = 0.01;

    /// <summary>Processor seconds, user and system, of all its threads (proc(5): fields 14 and 15 of stat).</summary>
    public static double ProcessorSeconds(int process)
    {
        string stat = File.ReadAllText($"/proc/{process}/stat");
        // The name in parentheses may hold blanks.
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture)) * TickS;
    }

    /// <summary>Resident bytes now, or at most so far (<c>VmRSS</c>, <c>VmHWM</c>).</summary>
    public static long ResidentBytes(int process, bool most = false)
    {
        string name = most ? "VmHWM:" : "VmRSS:";
        foreach (string line in File.ReadLines($"/proc/{process}/status"))
            if (line.StartsWith(name, StringComparison.Ordinal)) return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
        return 0;
    }
}
