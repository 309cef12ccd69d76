using System.Buffers.Text;

namespace EdgeAppliance.Core.Tables;

/// <summary>Reads a time: a number, or ISO 8601 with T or a blank between date and time (<c>2020-03-09 10:14:33.5+01:00</c>).
/// Without a zone it is UTC.</summary>
public static class TimeField
{
    private const double UsEnd = 7_258_118_400_000_000; // 2200-01-01T00:00Z

    /// <returns>False where it is no time from 1970 to 2200.</returns>
    public static bool TryParse(ReadOnlySpan<byte> field, TableTimeUnit unit, out long timeUs)
    {
        timeUs = 0;
        if (field.Length >= 16 && field[4] == '-' && field[7] == '-') return TryParseText(field, out timeUs) && timeUs >= 0 && timeUs < UsEnd;
        if (!Utf8Parser.TryParse(field, out double number, out int read) || read != field.Length) return false;
        double us = number * UsOf(unit, number);
        if (!(us >= 0 && us < UsEnd)) return false;
        timeUs = (long)Math.Round(us);
        return true;
    }

    private static double UsOf(TableTimeUnit unit, double number) => unit switch
    {
        TableTimeUnit.Seconds => 1e6,
        TableTimeUnit.Milliseconds => 1e3,
        TableTimeUnit.Microseconds => 1,
        _ => number < 1e11 ? 1e6 : number < 1e14 ? 1e3 : 1,
    };

    private static bool TryParseText(ReadOnlySpan<byte> text, out long timeUs)
    {
        timeUs = 0;
        if (text[10] is not ((byte)'T' or (byte)' ') || text[13] != ':') return false;
        if (!Digits(text[..4], out int year) || !Digits(text[5..7], out int month) || !Digits(text[8..10], out int day)) return false;
        if (!Digits(text[11..13], out int hour) || !Digits(text[14..16], out int minute)) return false;
        if (year is < 1970 or > 2200 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59) return false;
        var rest = text[16..];
        if (!TrySeconds(ref rest, out double seconds) || !TryZone(rest, out int zoneMinutes)) return false;
        long ticks = new DateTime(year, month, day, hour, minute, 0, DateTimeKind.Utc).Ticks - DateTime.UnixEpoch.Ticks;
        timeUs = ticks / TimeSpan.TicksPerMicrosecond + (long)Math.Round(seconds * 1e6) - zoneMinutes * 60_000_000L;
        return true;
    }

    private static bool TrySeconds(ref ReadOnlySpan<byte> rest, out double seconds)
    {
        seconds = 0;
        if (!rest.StartsWith(":"u8)) return true;
        rest = rest[1..];
        int length = rest.IndexOfAnyExcept("0123456789."u8);
        if (length < 0) length = rest.Length;
        if (length < 2 || !Utf8Parser.TryParse(rest[..length], out seconds, out int read) || read != length || seconds >= 61) return false;
        rest = rest[length..];
        return true;
    }

    private static bool TryZone(ReadOnlySpan<byte> zone, out int minutes)
    {
        minutes = 0;
        if (zone.IsEmpty || zone.SequenceEqual("Z"u8) || zone.SequenceEqual("z"u8)) return true;
        if (zone[0] is not ((byte)'+' or (byte)'-') || zone.Length is not (3 or 5 or 6) || !Digits(zone[1..3], out int hours)) return false;
        if (zone.Length > 3 && !Digits(zone[^2..], out minutes)) return false;
        if (zone.Length == 6 && zone[3] != ':') return false;
        minutes = (hours * 60 + minutes) * (zone[0] == '-' ? -1 : 1);
        return true;
    }

    private static bool Digits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (byte b in text)
        {
            if (b is < (byte)'0' or > (byte)'9') return false;
            value = value * 10 + b - '0';
        }
        return true;
    }
}
