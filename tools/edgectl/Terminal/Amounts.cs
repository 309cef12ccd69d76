using System.Globalization;

namespace EdgeAppliance.Edgectl.Terminal;

/// <summary>Numbers as people read them.</summary>
internal static class Amounts
{
    private static readonly string[] s_units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

    public static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    public static string Bytes(double bytes)
    {
        int unit = 0;
        for (; bytes >= 1024 && unit < s_units.Length - 1; unit++) bytes /= 1024;
        return string.Create(CultureInfo.InvariantCulture, $"{(unit == 0 ? Math.Round(bytes) : Math.Round(bytes, 1)):0.#} {s_units[unit]}");
    }

    public static string Milliseconds(double ms) =>
        ms < 1 ? string.Create(CultureInfo.InvariantCulture, $"{ms * 1000:0} us") : string.Create(CultureInfo.InvariantCulture, $"{ms:0.##} ms");

    /// <summary>The two largest units.</summary>
    public static string Duration(TimeSpan time)
    {
        if (time < TimeSpan.Zero) return "-" + Duration(-time);
        if (time.TotalMinutes < 1) return string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s");
        if (time.TotalHours < 1) return $"{time.Minutes} min {time.Seconds} s";
        return time.TotalDays < 1 ? $"{time.Hours} h {time.Minutes} min" : $"{(long)time.TotalDays} d {time.Hours} h";
    }

    public static string Age(DateTimeOffset? moment, DateTimeOffset now) => moment is null ? "never" : $"{Duration(now - moment.Value)} ago";

    public static string Moment(DateTimeOffset moment) => moment.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
