using System.Globalization;

namespace EdgeAppliance.Core.Configuration;

/// <summary>Sizes such as <c>2GiB</c> and durations such as <c>15m</c>, as configurations write them.</summary>
internal static class Units
{
    private static readonly (string Unit, double Bytes)[] s_sizes =
    [
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40), ("kB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12), ("B", 1),
    ];

    private static readonly (string Unit, double Seconds)[] s_durations = [("ms", 1e-3), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400)];

    public static bool TryParseSize(string text, out long bytes)
    {
        bytes = 0;
        if (!TryParse(text, s_sizes, out double value) || value > 1L << 50) return false;
        bytes = (long)value;
        return true;
    }

    public static bool TryParseDuration(string text, out TimeSpan duration)
    {
        duration = default;
        if (!TryParse(text, s_durations, out double seconds) || seconds > 3650 * 86400d) return false;
        duration = TimeSpan.FromSeconds(seconds);
        return true;
    }

    private static bool TryParse(string text, (string Unit, double Factor)[] units, out double value)
    {
        value = 0;
        foreach (var (unit, factor) in units)
        {
            if (!text.EndsWith(unit, StringComparison.Ordinal)) continue;
            var number = text.AsSpan(0, text.Length - unit.Length).TrimEnd(' ');
            if (!double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double amount)) continue;
            value = amount * factor;
            return double.IsFinite(value);
        }
        return false;
    }
}
