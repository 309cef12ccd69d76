using System.Globalization;

namespace EdgeAppliance.Inference.Isolation;

/// <summary>What of this process is in memory, in bytes, by <c>/proc/self/status</c> (proc(5)); 0 where that cannot be read.</summary>
public static class ResidentMemory
{
    public static long Now() => Of("VmRSS:");

    /// <summary>The most that there was since the process began.</summary>
    internal static long Most() => Of("VmHWM:");

    private static long Of(string name)
    {
        try
        {
            foreach (string line in File.ReadLines("/proc/self/status"))
                if (line.StartsWith(name, StringComparison.Ordinal)) return long.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture) << 10;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            // As where there is no /proc.
        }
        return 0;
    }
}
