using EdgeAppliance.Daemon.Identity;
using EdgeAppliance.Drivers.Protocols.Coap;
using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Daemon.Ingest.Coap;

/// <summary>Where devices post to. 2.04 goes out once the reading is on stable storage; 5.00 where it could not be stored, so that
/// the device sends it again; 4.xx, with a sentence, where it never will be.</summary>
/// <param name="admission">Null where every device is taken; else one posts where its patterns allow its path, as a topic.</param>
/// <param name="commands">What devices are told.</param>
internal sealed partial class CoapIntake(ILogger logger, CoapCommands commands, DeviceAdmission? admission = null) : CoapHandler
{
    private static readonly CoapReply s_behind = new(CoapCode.ServiceUnavailable) { MaxAgeSeconds = 1 };
    private static readonly CoapReply s_notStored = CoapReply.Error(CoapCode.InternalServerError, "The reading could not be stored.");
    private static readonly CoapReply s_throttled = CoapReply.Error(CoapCode.TooManyRequests, PayloadErrorText.Of(PayloadError.Throttled, PayloadLimits.Default)) with { MaxAgeSeconds = 1 };
    private static readonly CoapReply s_otherDevice = CoapReply.Error(CoapCode.Forbidden, "The path names another device than the one that speaks.");
    private static readonly CoapReply s_unknown = CoapReply.Error(CoapCode.Unauthorized, "Say who you are by DTLS, with a key or certificate that is known.");
    private static readonly CoapReply s_denied = CoapReply.Error(CoapCode.Forbidden, "The device may not post to this path.");
    private static readonly CoapReply s_format = CoapReply.Error(CoapCode.UnsupportedContentFormat, "Formats: 0 (key=value), 42 (a layout), 50 (JSON), 60 (CBOR), 110 and 112 (SenML).");

    private static readonly System.Buffers.SearchValues<char> s_linkable = System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~");

    private readonly CoapDeviceDoor _door = new(commands, admission);

    private volatile IngestRoutes<CoapSource> _routes = new([]);

    public void Use(IReadOnlyList<CoapSource> sources) => _routes = new IngestRoutes<CoapSource>(sources);

    public override CoapAnswer Handle(in CoapRequest request)
    {
        if (request.Path.SequenceEqual(".well-known/core"u8)) return Discover(request);
        if (!_routes.TryFind(request.Path, out var route)) return CoapDevicePath.TryParse(request.Path, out var own) ? _door.Handle(own, request) : CoapReply.NotFound;
        if (request.Method is not (CoapCode.Post or CoapCode.Put)) return CoapReply.MethodNotAllowed;
        if (WhyNot(request, route) is { } refusal) return refusal;
        if (request.ContentFormat is not (CoapFormat.None or CoapFormat.Text or CoapFormat.OctetStream or CoapFormat.Json or CoapFormat.Cbor or CoapFormat.SenMlJson or CoapFormat.SenMlCbor)) return s_format;
        try
        {
            return Take(route, request);
        }
        catch (ObjectDisposedException)
        {
            // The source went between the look-up and this; the device asks again.
            return s_behind;
        }
    }

    public override bool IsObservable(ReadOnlySpan<byte> path) =>
        !_routes.TryFind(path, out _) && CoapDevicePath.TryParse(path, out var own) && own.Resource != CoapDeviceResource.Responses;

    private CoapReply? WhyNot(in CoapRequest request, in IngestRoute<CoapSource> route)
    {
        if (admission is null) return request.Peer.Device is { } proven && proven != route.Device?.Device ? s_otherDevice : null;
        if (request.Peer.Device is not { } id || admission.Find(id) is not { } device)
        {
            // With DTLS it was known at first.
            if (request.Peer.Device is null) admission.Failures.CountRefused(AdmissionVerdict.NoCredential, DeviceDoor.Coap);
            else admission.Failures.CountRefused(AdmissionVerdict.Revoked, DeviceDoor.Coaps);
            return s_unknown;
        }
        if (device.Acl.MayPublish(request.Path)) return null;
        admission.Failures.CountPublishDenied();
        return s_denied;
    }

    private CoapAnswer Take(IngestRoute<CoapSource> route, in CoapRequest request)
    {
        var error = PayloadError.TooManyDevices;
        Task? stored = null;
        if (route.Device is null) route.Source.Counters.CountRefused(error);
        else if (!route.Source.TryTake(route.Device, request.ContentFormat, request.Payload, out error, out stored)) return s_behind;
        if (stored is null) return Refuse(route, error);
        if (!stored.IsCompleted) return new CoapAnswer(CoapReply.Changed, CountFailure(route.Source, stored), s_notStored);
        if (stored.IsCompletedSuccessfully) return CoapReply.Changed;
        route.Source.CountNotStored();
        return s_notStored;
    }

    private CoapReply Refuse(IngestRoute<CoapSource> route, PayloadError error)
    {
        string reason = PayloadErrorText.Of(error, route.Source.Limits);
        if (route.TryStartBurst(error)) Log.PayloadRefused(logger, route.Source.Name, route.Device?.Device ?? "", reason);
        return error switch
        {
            PayloadError.TooLarge => CoapReply.Error(CoapCode.RequestEntityTooLarge, reason),
            PayloadError.Throttled => s_throttled, // RFC 8516
            PayloadError.Quarantined => CoapReply.Error(CoapCode.Forbidden, reason),
            _ => CoapReply.Error(CoapCode.BadRequest, reason),
        };
    }

    // The exchange that waits for the task is told of a failure by it; only the count is added here, and only where it fails.
    private static Task CountFailure(CoapSource source, Task stored)
    {
        _ = stored.ContinueWith(static (_, state) => ((CoapSource)state!).CountNotStored(), source, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return stored;
    }

    private CoapReply Discover(in CoapRequest request)
    {
        if (request.Method != CoapCode.Get) return CoapReply.MethodNotAllowed;
        var links = new List<CoapLink>();
        foreach (var source in _routes.Sources)
            links.Add(new CoapLink(source.Path.Replace("/+", "")) { ResourceType = "edge.telemetry", Title = source.Name, ContentFormats = "0 42 50 60 110 112" });
        // A name that a link can hold as it is; who did not prove who it is knows the path itself.
        if (request.Peer.Device is { } device && !device.AsSpan().ContainsAnyExcept(s_linkable))
        {
            links.Add(new CoapLink(CoapDevicePath.CommandsOf(device)) { ResourceType = "edge.commands", ContentFormats = "50", IsObservable = true });
            links.Add(new CoapLink(CoapDevicePath.DesiredOf(device)) { ResourceType = "edge.twin", ContentFormats = "50", IsObservable = true });
        }
        return CoapLinks.Answer(links, request.Query, request.Accept);
    }

    private static partial class Log
    {
        [LoggerMessage(1211, LogLevel.Warning, "Source {Source}: a payload of device {Device} is refused. {Reason}")]
        public static partial void PayloadRefused(ILogger logger, string source, string device, string reason);
    }
}
