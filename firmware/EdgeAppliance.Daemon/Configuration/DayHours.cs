using System.Globalization;

namespace EdgeAppliance.Daemon.Configuration;

/// <summary>Hours of every day, UTC, as <c>22:00-06:00</c>; where the end is not behind the beginning, they go on over midnight.</summary>
internal readonly record struct DayHours(TimeSpan From, TimeSpan To)
{
    private static readonly TimeSpan s_day = TimeSpan.FromDays(1);

    public static bool TryParse(string text, out DayHours hours)
    {
        hours = default;
        if (text.Split('-') is not [var from, var to] || !TryTime(from, out var begin) || !TryTime(to, out var end) || begin == s_day) return false;
        hours = new DayHours(begin, end);
        return begin != end;
    }

    /// <returns>How long these hours still last at a moment; null where it is outside of them.</returns>
    public TimeSpan? Left(DateTimeOffset now)
    {
        var since = Since(now);
        return since < Length ? Length - since : null;
    }

    /// <returns>How long until they begin the next time.</returns>
    public TimeSpan Until(DateTimeOffset now) => s_day - Since(now);

    private TimeSpan Length => To > From ? To - From : To - From + s_day;

    /// <summary>Since they began last.</summary>
    private TimeSpan Since(DateTimeOffset now)
    {
        var since = now.UtcDateTime.TimeOfDay - From;
        return since < TimeSpan.Zero ? since + s_day : since;
    }

    private static bool TryTime(string text, out TimeSpan time)
    {
        time = s_day;
        return text == "24:00" || TimeSpan.TryParseExact(text, @"hh\:mm", CultureInfo.InvariantCulture, out time);
    }
}
