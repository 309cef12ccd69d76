using System.Net;
using EdgeAppliance.Core.Identity;
using EdgeAppliance.Daemon.Identity;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>What admission decides, in MQTT's words: at CONNECT, at every publish that MQTTnet sees, and at SUBSCRIBE.</summary>
/// <param name="admission">Null where everybody is taken.</param>
internal sealed class MqttAccess(DeviceAdmission? admission)
{
    /// <summary>Answers a CONNECT.</summary>
    /// <returns>Who it is; null where it is refused, or everybody is taken.</returns>
    public async Task<KnownDevice?> Admit(ValidatingConnectionEventArgs e, MqttPeer peer)
    {
        if (admission is null) return null;
        var remote = (e.RemoteEndPoint as IPEndPoint)?.Address ?? IPAddress.None;
        var claim = new DeviceClaim(e.UserName, e.RawPassword, peer.IsNamedByUs ? "" : peer.Client, remote)
        {
            Method = e.AuthenticationMethod, WillTopic = peer.WillTopic, Certificate = e.ClientCertificate, Chain = (e.ChannelAdapter as MqttConnection)?.ClientChain,
        };
        var admitted = await admission.Judge(claim);
        if (admitted.IsAdmitted) return admitted.Device;
        e.ReasonCode = CodeOf(admitted.Verdict, e.ProtocolVersion == MqttProtocolVersion.V500);
        e.ReasonString = admitted.Reason;
        return null;
    }

    /// <returns>False where the publish is denied, and answered.</returns>
    public bool Allows(InterceptingPublishEventArgs e, MqttSession session)
    {
        if (session.Device is not { } device || (!device.Ended.IsCancellationRequested && device.Acl.MayPublish(e.ApplicationMessage.Topic))) return true;
        admission!.Failures.CountPublishDenied();
        e.ProcessPublish = false;
        e.Response.ReasonCode = MqttPubAckReasonCode.NotAuthorized;
        e.Response.ReasonString = "The device may not publish to this topic.";
        // MQTT 3.1.1 section 3.3.5: it has no word for it, so either the device is told that all is well, or it is closed.
        e.CloseConnection = session.Version != MqttProtocolVersion.V500;
        return false;
    }

    public Task OnSubscribing(InterceptingSubscriptionEventArgs e, MqttSession session)
    {
        if (session.Device is not { } device || (!device.Ended.IsCancellationRequested && device.Acl.MaySubscribe(e.TopicFilter.Topic))) return Task.CompletedTask;
        admission!.Failures.CountSubscriptionDenied();
        e.ProcessSubscription = false;
        e.ReasonString = "The device may not subscribe to this filter.";
        // Section 3.9.3 of MQTT 3.1.1 knows one failure.
        e.Response.ReasonCode = session.Version == MqttProtocolVersion.V500 ? MqttSubscribeReasonCode.NotAuthorized : MqttSubscribeReasonCode.UnspecifiedError;
        return Task.CompletedTask;
    }

    private static MqttConnectReasonCode CodeOf(AdmissionVerdict verdict, bool isVersion5) => verdict switch
    {
        AdmissionVerdict.NoCredential or AdmissionVerdict.BadPassword => MqttConnectReasonCode.BadUserNameOrPassword,
        AdmissionVerdict.UnknownMethod => MqttConnectReasonCode.BadAuthenticationMethod,
        AdmissionVerdict.TooManyFailures when isVersion5 => MqttConnectReasonCode.QuotaExceeded,
        AdmissionVerdict.Busy => MqttConnectReasonCode.ServerBusy,
        _ => MqttConnectReasonCode.NotAuthorized,
    };
}
