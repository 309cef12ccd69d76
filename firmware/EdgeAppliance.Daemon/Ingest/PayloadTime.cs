using System.Text.Json;
using EdgeAppliance.Core.Time;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>Reads a payload's time: a number in the unit that is configured, or ISO 8601 text.</summary>
internal sealed class PayloadTime(PayloadTimeUnit unit)
{
    // A time outside these bounds is a wrong unit or a wrong field, never a reading.
    public const long UsEnd = 7_258_118_400_000_000; // 2200-01-01T00:00Z

    private readonly double _unitUs = unit switch
    {
        PayloadTimeUnit.Seconds => 1e6,
        PayloadTimeUnit.Milliseconds => 1e3,
        _ => 1,
    };

    public bool TryRead(ref Utf8JsonReader reader, out long timeUs)
    {
        timeUs = 0;
        double us;
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out double number)) us = number * _unitUs;
        else if (reader.TokenType == JsonTokenType.String && reader.TryGetDateTimeOffset(out var time))
            us = UnixTime.Us(time);
        else return false;
        if (!(us >= 0 && us < UsEnd)) return false;
        timeUs = (long)Math.Round(us);
        return true;
    }
}
