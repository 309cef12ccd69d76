using System.Globalization;
using EdgeAppliance.Bundles.Rollouts;

namespace EdgeAppliance.Edgectl.Rollouts;

/// <summary>A maintenance window on the command line: days and times, as <c>mon-fri 22:00-04:00</c>, <c>sat,sun 08:00-18:00</c> or <c>daily 01:00-05:00</c>.</summary>
internal static class WindowText
{
    private const int DaysAWeek = 7;

    /// <exception cref="InvalidDataException">It is none.</exception>
    public static MaintenanceWindow Parse(string text)
    {
        if (text.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var days, var times] && times.Split('-') is [var from, var to]
            && Time(from) is { } begin && Time(to) is { } end && Days(days) is { Count: > 0 } all) return new MaintenanceWindow(all, begin, end);
        throw new InvalidDataException($"'{text}' is no window; one is written as 'mon-fri 22:00-04:00' or 'daily 01:00-05:00'");
    }

    private static TimeOnly? Time(string text) => TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;

    private static HashSet<DayOfWeek>? Days(string text)
    {
        if (text == "daily") return [.. Enum.GetValues<DayOfWeek>()];
        var days = new HashSet<DayOfWeek>();
        foreach (string part in text.Split(','))
        {
            string[] ends = part.Split('-');
            if (ends.Length > 2 || Day(ends[0]) is not { } first || Day(ends[^1]) is not { } last) return null;
            for (int day = (int)first; ; day = (day + 1) % DaysAWeek)
            {
                days.Add((DayOfWeek)day);
                if (day == (int)last) break;
            }
        }
        return days;
    }

    private static DayOfWeek? Day(string text)
    {
        foreach (var day in Enum.GetValues<DayOfWeek>())
            if (text.Length == 3 && day.ToString().StartsWith(text, StringComparison.OrdinalIgnoreCase)) return day;
        return null;
    }
}
