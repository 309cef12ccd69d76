namespace EdgeAppliance.Daemon.Ingest.Http;

/// <summary>Formats by their media types.</summary>
internal static class PostFormats
{
    public const string Accepted =
        "application/json, application/x-ndjson, application/cbor, application/octet-stream, application/senml+json, application/senml+cbor, text/csv, "
        + "application/cloudevents+json, application/cloudevents-batch+json, text/plain";

    private static readonly (string Type, PostFormat Format)[] s_types =
    [
        ("application/json", PostFormat.Json), ("application/x-ndjson", PostFormat.JsonLines), ("application/jsonl", PostFormat.JsonLines),
        ("application/cbor", PostFormat.Cbor), ("application/octet-stream", PostFormat.Binary), ("application/senml+json", PostFormat.SenMlJson), ("application/senml+cbor", PostFormat.SenMlCbor), ("text/csv", PostFormat.Csv),
        ("application/cloudevents+json", PostFormat.CloudEvent), ("application/cloudevents-batch+json", PostFormat.CloudEvents),
        ("text/plain", PostFormat.Text),
        // What curl says where it was told nothing.
        ("application/x-www-form-urlencoded", PostFormat.Text),
    ];

    /// <param name="contentType">With its parameters, which are passed over; null or empty where the sender names none.</param>
    public static PostFormat Of(string? contentType)
    {
        var type = contentType.AsSpan();
        int end = type.IndexOf(';');
        type = (end < 0 ? type : type[..end]).Trim();
        if (type.IsEmpty) return PostFormat.Text;
        foreach (var (name, format) in s_types)
            if (type.Equals(name, StringComparison.OrdinalIgnoreCase)) return format;
        // RFC 6839 section 3.1: a suffix says what a type of someone's own is written in.
        return type.EndsWith("+json", StringComparison.OrdinalIgnoreCase) ? PostFormat.Json : PostFormat.Unknown;
    }
}
