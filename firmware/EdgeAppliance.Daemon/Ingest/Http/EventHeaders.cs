using System.Globalization;
using System.Text;
using EdgeAppliance.Core.Time;

namespace EdgeAppliance.Daemon.Ingest.Http;

/// <summary>A CloudEvent in binary mode (HTTP protocol binding section 3.1): its attributes are headers, its data is the body.</summary>
internal sealed record EventHeaders(string Version, string Source, string Id, string Type)
{
    private string Subject { get; init; } = "";

    private string Time { get; init; } = "";

    /// <returns>Null where it is none.</returns>
    public static EventHeaders? Of(IHeaderDictionary headers, PostFormat format)
    {
        if (format is PostFormat.CloudEvent or PostFormat.CloudEvents || !headers.TryGetValue("ce-specversion", out var version)) return null;
        return new EventHeaders(version.ToString(), Text(headers, "ce-source"), Text(headers, "ce-id"), Text(headers, "ce-type"))
        {
            Subject = Text(headers, "ce-subject"), Time = Text(headers, "ce-time"),
        };
    }

    public PostFault Read(HttpSource source, PostRequest request, ReadOnlySpan<byte> body, RowBuffer rows)
    {
        if (!Version.StartsWith("1.", StringComparison.Ordinal) || Source.Length == 0 || Id.Length == 0 || Type.Length == 0) return new PostFault(PayloadError.NotAnEvent, -1);
        var device = request.Device ?? (Subject.Length > 0 && !source.AreDevicesInPayload ? source.FindDevice(Subject) : null);
        if (!TryTime(out long? timeUs)) return new PostFault(PayloadError.TimeInvalid, -1);
        var fault = source.Read(request.Format, body, device, rows, request.Caller, timeUs);
        if (fault.IsNone) rows.Keys.Add(PostKeys.OfEvent(request.Caller, Encoding.UTF8.GetBytes(Source), Encoding.UTF8.GetBytes(Id), body, rows, 0));
        return fault;
    }

    // Section 3.1.3.2: what is not ASCII comes percent-encoded.
    private static string Text(IHeaderDictionary headers, string name) => headers.TryGetValue(name, out var value) ? Uri.UnescapeDataString(value.ToString()) : "";

    private bool TryTime(out long? timeUs)
    {
        timeUs = null;
        if (Time.Length == 0) return true;
        if (!DateTimeOffset.TryParse(Time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)) return false;
        timeUs = UnixTime.Us(time);
        return timeUs is >= 0 and < PayloadTime.UsEnd;
    }
}
