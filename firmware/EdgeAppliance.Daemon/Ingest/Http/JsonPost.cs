using System.Text.Json;
using EdgeAppliance.Daemon.Ingest.Payloads;

namespace EdgeAppliance.Daemon.Ingest.Http;

/// <summary>Reads one JSON object, an array of them, or one a line.</summary>
internal sealed class JsonPost(IPayloadDecoder decoder, PayloadLimits limits, PostDevices devices)
{
    public PostFault Read(ReadOnlySpan<byte> body, in PostOrigin origin, RowBuffer rows)
    {
        if (body.TrimStart(" \r\n\t"u8) is not [(byte)'[', ..]) return ReadRow(body, origin, rows);
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = limits.DepthMax + 2 });
        try
        {
            reader.Read();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                int start = (int)reader.TokenStartIndex;
                if (reader.TokenType != JsonTokenType.StartObject) return new PostFault(PayloadError.NotAnObject, start);
                reader.Skip();
                var fault = ReadRow(body[start..(int)reader.BytesConsumed], origin, rows);
                if (!fault.IsNone) return fault.Behind(start);
            }
            // Bytes behind the array throw here.
            reader.Read();
            return rows.Count == 0 ? new PostFault(PayloadError.NoChannel, 0) : PostFault.None;
        }
        catch (JsonException)
        {
            var error = reader.CurrentDepth > limits.DepthMax ? PayloadError.TooDeep : PayloadError.NotJson;
            return new PostFault(error, (int)reader.BytesConsumed);
        }
    }

    public PostFault ReadLines(ReadOnlySpan<byte> body, in PostOrigin origin, RowBuffer rows)
    {
        for (int at = 0; at < body.Length;)
        {
            int length = body[at..].IndexOf((byte)'\n');
            if (length < 0) length = body.Length - at;
            var line = body.Slice(at, length).TrimEnd("\r \t"u8);
            var fault = line.IsEmpty ? PostFault.None : ReadRow(line, origin, rows);
            if (!fault.IsNone) return fault.Behind(at);
            at += length + 1;
        }
        return rows.Count == 0 ? new PostFault(PayloadError.NoChannel, 0) : PostFault.None;
    }

    private PostFault ReadRow(ReadOnlySpan<byte> json, in PostOrigin origin, RowBuffer rows)
    {
        if (rows.Count >= limits.RowsMax) return new PostFault(PayloadError.TooManyRows, 0);
        var fault = devices.Of(json, origin, out var device);
        if (!fault.IsNone) return fault;
        Span<double> values = stackalloc double[PayloadLimits.ChannelsCeiling];
        var reading = decoder.Decode(json, device!, values);
        if (reading.Channels is not { } channels) return PostFault.Of(reading);
        if (rows.ValueCount + channels.Count > limits.ValuesMax) return new PostFault(PayloadError.TooManyRows, 0);
        rows.Add(device!, channels, reading.TimeUs ?? origin.TimeUs, values[..channels.Count]);
        return PostFault.None;
    }
}
