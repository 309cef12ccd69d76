using System.Text;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Tables;
using EdgeAppliance.Daemon.Ingest.Payloads;

namespace EdgeAppliance.Daemon.Ingest.Http;

/// <summary>Reads CSV (RFC 4180): the first line names the columns, each line after it is a reading. Commas, semicolons or tabs part
/// the fields, whichever the first line has. An empty field is a missing value.</summary>
internal sealed class CsvPost(HttpSourceOptions options, PostDevices devices)
{
    private readonly PayloadLimits _limits = options.Limits;
    private readonly ChannelSet? _mapped = options.Mapping.Channels.IsEmpty ? null : new ChannelSet(options.Mapping.Channels.Select(channel => channel.Key).ToArray());
    private readonly byte[][] _mappedColumns = [.. options.Mapping.Channels.Select(channel => ColumnOf(channel.Value))];
    private readonly byte[] _timeColumn = options.Mapping.TimePointer is { } pointer ? ColumnOf(pointer) : "time"u8.ToArray();

    private readonly TableTimeUnit _timeUnit = options.Mapping.TimePointer is null ? TableTimeUnit.Auto : TimeUnits.Of(options.Mapping.TimeUnit);

    public PostFault Read(ReadOnlySpan<byte> body, in PostOrigin origin, RowBuffer rows)
    {
        int at = body.StartsWith("\uFEFF"u8) ? 3 : 0;
        var head = LineAt(body, at);
        var table = new CsvTable(head, at, _limits.ChannelsMax + 2);
        if (table.Columns.Length == 0) return new PostFault(PayloadError.NotCsv, at);
        var fault = Name(table);
        if (!fault.IsNone) return fault;
        for (at += head.Length + 1; at < body.Length;)
        {
            var line = LineAt(body, at);
            fault = line.TrimEnd("\r \t,;"u8).IsEmpty ? PostFault.None : ReadLine(table, line, origin, rows);
            if (!fault.IsNone) return fault.Behind(at);
            at += line.Length + 1;
        }
        return rows.Count == 0 ? new PostFault(PayloadError.NoChannel, 0) : PostFault.None;
    }

    private static byte[] ColumnOf(string pointer) => Encoding.UTF8.GetBytes(string.Join('.', pointer[1..].Split('/').Select(token => token.Replace("~1", "/").Replace("~0", "~"))));

    private static ReadOnlySpan<byte> LineAt(ReadOnlySpan<byte> body, int at)
    {
        int length = body[at..].IndexOf((byte)'\n');
        return length < 0 ? body[at..] : body.Slice(at, length);
    }

    // What each column is.
    private PostFault Name(in CsvTable table)
    {
        int channels = 0;
        for (int c = 0; c < table.Columns.Length; c++)
        {
            var name = table.Head[table.Columns[c]];
            if (name.SequenceEqual(_timeColumn)) table.Roles[c] = CsvTable.Time;
            else if (devices.Column is { IsEmpty: false } column && name.SequenceEqual(column)) table.Roles[c] = CsvTable.Device;
            else table.Roles[c] = _mapped is null ? channels++ : Array.FindIndex(_mappedColumns, MatcherOf(name.ToArray()));
        }
        if (_mapped is not null) return PostFault.None;
        return channels > _limits.ChannelsMax ? new PostFault(PayloadError.TooManyChannels, table.At) : PostFault.None;
    }

    private static Predicate<byte[]> MatcherOf(byte[] name) => other => other.AsSpan().SequenceEqual(name);

    private PostFault ReadLine(in CsvTable table, ReadOnlySpan<byte> line, in PostOrigin origin, RowBuffer rows)
    {
        if (rows.Count >= _limits.RowsMax) return new PostFault(PayloadError.TooManyRows, 0);
        Span<Range> fields = stackalloc Range[PayloadLimits.ChannelsCeiling + 2];
        line = line.TrimEnd((byte)'\r');
        if (CsvFields.Split(line, table.Separator, fields) != table.Columns.Length) return new PostFault(PayloadError.NotCsv, 0);
        Span<double> values = stackalloc double[PayloadLimits.ChannelsCeiling];
        values.Fill(double.NaN);
        var device = origin.Device;
        long timeUs = origin.TimeUs;
        for (int c = 0; c < table.Columns.Length; c++)
        {
            var field = line[fields[c]];
            var error = table.Roles[c] switch
            {
                CsvTable.Ignored => PayloadError.None,
                CsvTable.Time => TimeField.TryParse(field, _timeUnit, out timeUs) ? PayloadError.None : PayloadError.TimeInvalid,
                CsvTable.Device => (device ??= devices.Find(field)) is null ? PayloadError.DeviceInvalid : PayloadError.None,
                var channel => NumberField.TryParse(field, out values[channel]) ? PayloadError.None : PayloadError.ChannelNotANumber,
            };
            if (error != PayloadError.None) return new PostFault(error, fields[c].Start.Value);
        }
        return Add(table, new PostOrigin(device, timeUs), values, rows);
    }

    private PostFault Add(in CsvTable table, in PostOrigin origin, Span<double> values, RowBuffer rows)
    {
        var fault = devices.Of(origin, out var device);
        if (!fault.IsNone) return fault;
        if (ChannelsOf(table, device!, out var error) is not { } channels) return new PostFault(error, 0);
        if (rows.ValueCount + channels.Count > _limits.ValuesMax) return new PostFault(PayloadError.TooManyRows, 0);
        UnitConversions.Apply(options.Mapping.Conversions, channels, values);
        rows.Add(device!, channels, origin.TimeUs, values[..channels.Count]);
        return PostFault.None;
    }

    private ChannelSet? ChannelsOf(in CsvTable table, DeviceStream device, out PayloadError error)
    {
        error = PayloadError.None;
        if (_mapped is not null) return _mapped;
        Span<Range> names = stackalloc Range[PayloadLimits.ChannelsCeiling];
        int count = 0;
        for (int c = 0; c < table.Columns.Length; c++)
            if (table.Roles[c] >= 0) names[count++] = table.Columns[c];
        error = PayloadShapeReader.ChannelsOf(table.Head, names[..count], device, _limits, out var channels);
        return error == PayloadError.None ? channels : null;
    }
}
