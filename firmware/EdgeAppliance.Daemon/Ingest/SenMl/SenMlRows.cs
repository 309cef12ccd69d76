using System.Collections.Immutable;
using System.Text;
using EdgeAppliance.Core.Steps;

namespace EdgeAppliance.Daemon.Ingest.SenMl;

/// <summary>Turns a SenML pack into rows: records of one time are one row, whose channels are their names. A flag is 0 or 1, a sum is
/// the channel <c>name_sum</c>; texts and data are no channels. A channel that a source declares the unit of is brought to it: from the record's own unit,
/// or, where the record has none, from the one that is declared.</summary>
internal sealed class SenMlRows(PayloadLimits limits, ImmutableArray<ChannelConversion> conversions)
{
    // RFC 8428 section 4.5.3: what is below counts from now.
    private const double RelativeBelow = 1 << 28;
    private const double SecondsMax = 7_258_118_400;

    private readonly SenMlLimits _senMl = SenMlLimits.Default with { PackBytesMax = limits.PayloadBytesMax, NameBytesMax = limits.NameBytesMax };

    public PayloadError Read(ReadOnlySpan<byte> pack, bool isCbor, long nowUs, DeviceStream device, out List<SenMlRow> rows) =>
        Read(pack, isCbor, nowUs, device, out rows, out _);

    /// <param name="at">The wrong record, where there is one: how many are right before it.</param>
    public PayloadError Read(ReadOnlySpan<byte> pack, bool isCbor, long nowUs, DeviceStream device, out List<SenMlRow> rows, out int at)
    {
        rows = [];
        at = 0;
        if (pack.Length > limits.PayloadBytesMax) return PayloadError.TooLarge;
        var wrong = isCbor ? SenMlCbor.Read(pack.ToArray(), _senMl, out var records) : SenMlJson.Read(pack, _senMl, out records);
        if (wrong != SenMlError.None)
        {
            at = records.Count;
            return ErrorOf(wrong);
        }
        var byTime = new SortedDictionary<long, List<(string Name, double Value)>>();
        foreach (var record in records)
        {
            double seconds = record.TimeSeconds < RelativeBelow ? record.TimeSeconds + nowUs / 1e6 : record.TimeSeconds;
            if (!(seconds >= 0 && seconds < SecondsMax)) return PayloadError.TimeInvalid;
            if (!TryValue(record, out double? number)) return PayloadError.UnitInvalid;
            at++;
            // A record without a time has the very time of the others without one.
            long timeUs = record.TimeSeconds == 0 ? nowUs : (long)Math.Round(seconds * 1e6);
            if (!byTime.TryGetValue(timeUs, out var row)) byTime.Add(timeUs, row = []);
            if (number is { } value) row.Add((record.Name, value));
            if (record.Sum is { } sum) row.Add((record.Name + "_sum", sum));
        }
        foreach (var (timeUs, values) in byTime)
        {
            if (values.Count == 0) continue;
            var error = Row(timeUs, values, device, rows);
            if (error != PayloadError.None) return error;
        }
        return rows.Count == 0 ? PayloadError.NoChannel : PayloadError.None;
    }

    private bool TryValue(in SenMlRecord record, out double? number)
    {
        number = record.Value ?? (record.Flag is { } flag ? flag ? 1 : 0 : null);
        if (record.Value is not { } value || Declared(record.Name) is not { } declared) return true;
        (double scale, double offset) = (declared.Scale, declared.Offset);
        if (record.Unit is { } unit && declared.To is { } to && !SenMlUnits.TryConversion(unit, to, out scale, out offset)) return false;
        number = value * scale + offset;
        return true;
    }

    private ChannelConversion? Declared(string channel)
    {
        foreach (var conversion in conversions)
            if (conversion.Channel == channel) return conversion;
        return null;
    }

    private PayloadError Row(long timeUs, List<(string Name, double Value)> values, DeviceStream device, List<SenMlRow> rows)
    {
        if (values.Count > limits.ChannelsMax) return PayloadError.TooManyChannels;
        var names = new Range[values.Count];
        var text = new StringBuilder();
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = text.Length..(text.Length + values[i].Name.Length);
            text.Append(values[i].Name);
        }
        // Names of SenML are ASCII, so characters are bytes.
        var error = PayloadShapeReader.ChannelsOf(Encoding.ASCII.GetBytes(text.ToString()), names, device, limits, out var channels);
        if (error == PayloadError.None) rows.Add(new SenMlRow(channels!, timeUs, values.ConvertAll(value => value.Value).ToArray()));
        return error;
    }

    private static PayloadError ErrorOf(SenMlError error) => error switch
    {
        SenMlError.TooManyRecords => PayloadError.TooLarge,
        SenMlError.NameInvalid => PayloadError.NameInvalid,
        SenMlError.NameTooLong => PayloadError.NameTooLong,
        SenMlError.NumberOutOfRange => PayloadError.NumberOutOfRange,
        _ => PayloadError.NotSenMl,
    };
}
