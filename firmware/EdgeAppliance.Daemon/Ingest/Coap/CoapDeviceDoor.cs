using EdgeAppliance.Daemon.Identity;
using EdgeAppliance.Drivers.Protocols.Coap;

namespace EdgeAppliance.Daemon.Ingest.Coap;

/// <summary>Where devices find what they are told, each what it is told itself.</summary>
/// <param name="admission">Null where every device is taken; else one is told, and answers, what its patterns allow.</param>
internal sealed class CoapDeviceDoor(CoapCommands commands, DeviceAdmission? admission)
{
    private static readonly CoapReply s_otherDevice = CoapReply.Error(CoapCode.Forbidden, "The path names another device than the one that speaks.");
    private static readonly CoapReply s_unknown = CoapReply.Error(CoapCode.Unauthorized, "Say who you are by DTLS, with a key or certificate that is known.");
    private static readonly CoapReply s_denied = CoapReply.Error(CoapCode.Forbidden, "The device may not be told this, or answer here.");
    private static readonly CoapReply s_nothingWaits = CoapReply.Error(CoapCode.NotFound, "No command of that id waits for an answer: it may have come too late.");

    public CoapReply Handle(CoapDevicePath path, in CoapRequest request)
    {
        if (WhyNot(path, request.Peer) is { } refusal) return refusal;
        bool isAnswer = path.Resource == CoapDeviceResource.Responses;
        if (request.Method != (isAnswer ? CoapCode.Post : CoapCode.Get)) return CoapReply.MethodNotAllowed;
        return path.Resource switch
        {
            CoapDeviceResource.Commands => commands.Commands(path.Device),
            CoapDeviceResource.Desired => commands.Twin(path.Device),
            _ => commands.TryAnswer(path.Device, IdOf(request.Query), request.Payload) ? CoapReply.Changed : s_nothingWaits,
        };
    }

    private CoapReply? WhyNot(CoapDevicePath path, CoapPeer peer)
    {
        if (peer.Device is { } proven && proven != path.Device) return s_otherDevice;
        if (admission is null) return null;
        if (peer.Device is not { } id || admission.Find(id) is not { } device) return s_unknown;
        if (path.Resource == CoapDeviceResource.Responses ? device.Acl.MayPublish(path.Topic) : device.Acl.MaySubscribe(path.Topic)) return null;
        admission.Failures.CountPublishDenied();
        return s_denied;
    }

    private static ReadOnlySpan<byte> IdOf(ReadOnlySpan<byte> query)
    {
        foreach (var part in query.Split((byte)'&'))
            if (query[part].StartsWith("id="u8)) return query[part][3..];
        return [];
    }
}
