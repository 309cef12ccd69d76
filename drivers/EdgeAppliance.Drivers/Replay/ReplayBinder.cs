using System.Globalization;
using System.Text.Json;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Core.Tables;

namespace EdgeAppliance.Drivers.Replay;

/// <summary>Reads the keys of a <c>replay</c> source.</summary>
internal static class ReplayBinder
{
    private const double SpeedMin = 0.001, SpeedMax = 1e6;

    public static DriverFactory Bind(StepConfiguration settings)
    {
        if (!settings.Has("file")) settings.Report("file", "is missing: the CSV file to replay.");
        var options = new ReplayOptions
        {
            Name = "",
            File = settings.Text("file", ""),
            TimeColumn = settings.Text("time", "time"),
            TimeUnit = TimeUnit(settings),
            Separator = Separator(settings),
            Columns = settings.Texts("columns"),
            Exclude = settings.Texts("exclude"),
            Speed = Speed(settings),
            Loop = Flag(settings, "loop"),
            TimesFromNow = Flag(settings, "timesFromNow"),
            StartAfter = StartAfter(settings),
        };
        return context => new ReplaySource(options with { Name = context.Name }, context.Sink, context.Time);
    }

    private static TableTimeUnit TimeUnit(StepConfiguration settings)
    {
        string unit = settings.Text("timeUnit", "auto");
        switch (unit)
        {
            case "auto": return TableTimeUnit.Auto;
            case "s": return TableTimeUnit.Seconds;
            case "ms": return TableTimeUnit.Milliseconds;
            case "us": return TableTimeUnit.Microseconds;
            default:
                settings.Report("timeUnit", "must be auto, s, ms or us.");
                return TableTimeUnit.Auto;
        }
    }

    private static char Separator(StepConfiguration settings)
    {
        string separator = settings.Text("separator", ",");
        if (separator.Length == 1 && char.IsAscii(separator[0]) && separator[0] is not ('"' or '\n' or '\r')) return separator[0];
        settings.Report("separator", "must be one ASCII character, such as \",\", \";\" or \"\\t\".");
        return ',';
    }

    private static double Speed(StepConfiguration settings)
    {
        if (!settings.TryGet("speed", out var value)) return 1;
        if (value.ValueKind == JsonValueKind.String && value.ValueEquals("max")) return 0;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double speed) && (speed == 0 || speed is >= SpeedMin and <= SpeedMax)) return speed;
        settings.Report("speed", "must be a number from 0.001 to 1000000, or \"max\" for as fast as the store takes it.");
        return 1;
    }

    private static bool Flag(StepConfiguration settings, string key)
    {
        if (!settings.TryGet(key, out var value) || value.ValueKind == JsonValueKind.False) return false;
        if (value.ValueKind != JsonValueKind.True) settings.Report(key, "must be true or false.");
        return value.ValueKind == JsonValueKind.True;
    }

    private static DateTimeOffset? StartAfter(StepConfiguration settings)
    {
        string text = settings.Text("startAfter", "");
        if (text.Length == 0) return null;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)) return time;
        settings.Report("startAfter", "must be a time such as \"2020-03-09T10:14:33Z\".");
        return null;
    }
}
