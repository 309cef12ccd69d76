using System.Globalization;

namespace EdgeAppliance.Edgectl.Rollouts;

/// <summary>Durations as <c>90s</c>, <c>15m</c>, <c>2h</c>, <c>1d</c>.</summary>
internal static class DurationText
{
    private const int DaysMax = 366;

    /// <returns>Null where it is none.</returns>
    public static TimeSpan? TryParse(string text)
    {
        if (text.Length < 2 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int count)) return null;
        TimeSpan? unit = text[^1] switch { 's' => TimeSpan.FromSeconds(1), 'm' => TimeSpan.FromMinutes(1), 'h' => TimeSpan.FromHours(1), 'd' => TimeSpan.FromDays(1), _ => null };
        return unit is { } of && count * of.TotalDays <= DaysMax ? count * of : null;
    }
}
