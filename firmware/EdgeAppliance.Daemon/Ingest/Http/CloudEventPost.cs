using System.Text.Json;
using EdgeAppliance.Core.Time;

namespace EdgeAppliance.Daemon.Ingest.Http;

/// <summary>Reads CloudEvents in structured mode, one or a batch of them (HTTP protocol binding sections 3.2 and 3.3). Their data is
/// readings in any other format. Unless it is said otherwise the event's time is theirs, and its subject the device. An event that comes
/// again, which <see cref="PostKeys.OfEvent"/> tells, is recognised.</summary>
internal sealed class CloudEventPost(PostDecoder decoder, PostDevices devices)
{
    // Events are flat but for their data, which its own decoder bounds.
    private const int DepthMax = 64;

    public PostFault Read(ReadOnlySpan<byte> body, bool isBatch, in PostOrigin origin, RowBuffer rows)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = DepthMax });
        try
        {
            reader.Read();
            if (!isBatch) return ReadEvent(body, ref reader, origin, rows) is { IsNone: false } fault ? fault : ToEnd(ref reader);
            if (reader.TokenType != JsonTokenType.StartArray) return new PostFault(PayloadError.NotAnEvent, 0);
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                var wrong = ReadEvent(body, ref reader, origin, rows);
                if (!wrong.IsNone) return wrong;
            }
            return ToEnd(ref reader);
        }
        catch (JsonException)
        {
            return new PostFault(PayloadError.NotJson, (int)reader.BytesConsumed);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException)
        {
            return new PostFault(PayloadError.NotAnEvent, (int)reader.TokenStartIndex);
        }
    }

    // Bytes behind it throw here.
    private static PostFault ToEnd(ref Utf8JsonReader reader)
    {
        reader.Read();
        return PostFault.None;
    }

    private PostFault ReadEvent(ReadOnlySpan<byte> body, ref Utf8JsonReader reader, in PostOrigin origin, RowBuffer rows)
    {
        int start = (int)reader.TokenStartIndex, first = rows.Count;
        var found = CloudEvent.Read(ref reader);
        if (!found.IsWhole) return new PostFault(PayloadError.NotAnEvent, start);
        var own = new PostOrigin(origin.Device ?? SubjectOf(found.Subject), found.Time is { } time ? UnixTime.Us(time) : origin.TimeUs);
        if (own.TimeUs is < 0 or >= PayloadTime.UsEnd) return new PostFault(PayloadError.TimeInvalid, start);
        var fault = ReadData(found, body, own, rows);
        if (!fault.IsNone) return fault;
        // Its key would be stored with the readings of others, or never.
        if (rows.Count == first) return new PostFault(PayloadError.NoChannel, found.Data64 is null ? found.Data.Start.Value : start);
        ReadOnlySpan<byte> data = found.Data64 is { } bytes ? bytes : body[found.Data];
        rows.Keys.Add(PostKeys.OfEvent(origin.Caller, found.Source, found.Id, data, rows, first));
        return PostFault.None;
    }

    private PostFault ReadData(in CloudEvent found, ReadOnlySpan<byte> body, in PostOrigin origin, RowBuffer rows)
    {
        var format = found.DataContentType is { } type ? PostFormats.Of(type) : PostFormat.Json;
        if (format is PostFormat.CloudEvent or PostFormat.CloudEvents or PostFormat.Unknown || (format == PostFormat.Binary && !decoder.TakesBinary)) return new PostFault(PayloadError.NotAnEvent, found.Data.Start.Value);
        if (found.Data64 is { } bytes) return decoder.Read(format, bytes, origin, rows) with { Within = "#/data_base64" };
        // In JSON other formats are texts, which only base64 brings here whole.
        return (format == PostFormat.SenMlJson ? decoder.Read(format, body[found.Data], origin, rows) : decoder.Read(PostFormat.Json, body[found.Data], origin, rows)).Behind(found.Data.Start.Value);
    }

    private DeviceStream? SubjectOf(string? subject) => devices.AreInPayload || string.IsNullOrEmpty(subject) ? null : devices.Find(subject);
}
