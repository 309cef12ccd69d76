using EdgeAppliance.Daemon.Http;
using EdgeAppliance.Daemon.Http.Access;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Ingest.Payloads;

namespace EdgeAppliance.Daemon.Ingest.Http;

/// <summary>What a request's path and headers say of its body.</summary>
/// <param name="Device">Whom the path or the header names; null where neither does.</param>
/// <param name="Key">Of its <c>Idempotency-Key</c>, or null.</param>
/// <param name="Refusal">Why its body need not be read, or null.</param>
internal sealed record PostRequest(PostFormat Format, DeviceStream? Device, string? Key, Problem? Refusal)
{
    public bool IsGzip { get; private init; }

    /// <summary>Bytes that the body may become.</summary>
    public long BytesMost { get; private init; }

    /// <summary>An event whose attributes are headers, or null.</summary>
    public EventHeaders? Event { get; private init; }

    /// <summary>Who posts it; empty where nobody is asked.</summary>
    public string Caller { get; private init; } = "";

    /// <param name="who">Null where nobody is asked.</param>
    public static PostRequest Of(HttpRequest request, HttpSource source, Caller? who = null)
    {
        var caller = who?.Device;
        var format = source.Options.Mapping.Format == PayloadFormat.Bytes ? PostFormat.Bytes : PostFormats.Of(request.ContentType);
        string encoding = request.Headers.ContentEncoding.ToString();
        bool isGzip = encoding is "gzip" or "x-gzip";
        if (format == PostFormat.Unknown || (format == PostFormat.Binary && !source.TakesBinary)) return Refused(Problems.Of(StatusCodes.Status415UnsupportedMediaType, $"The source takes no '{request.ContentType}'."));
        if (!isGzip && encoding is not ("" or "identity")) return Refused(Problems.Of(StatusCodes.Status415UnsupportedMediaType, $"The source takes no body that is encoded as '{encoding}'."));
        int bytesMax = source.Options.Limits.PayloadBytesMax;
        if (request.ContentLength > bytesMax) return Refused(PostProblems.TooLarge(source));
        if (!TryDevice(request, source, out var device)) return Refused(PostProblems.Of(source, new PostFault(PayloadError.DeviceInvalid, -1), new PostPlace(null, null, null)));
        if (!TryKey(request, out string? key)) return Refused(PostProblems.BadKey);
        if (caller is not null && device is not null && !PostAcl.MayPost(caller, source.Name, device.Device)) return Refused(PostProblems.Denied(device.Device));
        var headers = EventHeaders.Of(request.Headers, format);
        // A device that names none means itself; events have subjects.
        bool isOwn = caller is not null && device is null && headers is null && !source.AreDevicesInPayload && format is not (PostFormat.CloudEvent or PostFormat.CloudEvents);
        return new PostRequest(format, isOwn ? source.FindDevice(caller!.Record.Id) : device, key, null)
        {
            IsGzip = isGzip, BytesMost = isGzip ? bytesMax : request.ContentLength ?? bytesMax, Event = headers, Caller = who?.Name ?? "",
        };
    }

    private static PostRequest Refused(Problem why) => new(PostFormat.Unknown, null, null, why);

    private static bool TryDevice(HttpRequest request, HttpSource source, out DeviceStream? device)
    {
        string? name = request.RouteValues["device"] as string ?? (request.Headers.TryGetValue(source.Options.DeviceHeader, out var header) ? header.ToString() : null);
        device = name is null ? null : source.FindDevice(name);
        return name is null || device is not null;
    }

    // A structured field's string by the IETF's draft; most senders leave its quotes out.
    private static bool TryKey(HttpRequest request, out string? key)
    {
        key = null;
        if (!request.Headers.TryGetValue("Idempotency-Key", out var header)) return true;
        key = header.ToString().Trim('"');
        return header.Count == 1 && key.Length is > 0 and <= PostKeys.HeaderCharsMax;
    }
}
