using System.Net;
using EdgeAppliance.Core.Identity;
using EdgeAppliance.Daemon.Identity;

namespace EdgeAppliance.Daemon.Ingest.Mqtt;

/// <summary>What admission decides, in MQTT's words: at CONNECT, at every publish and at SUBSCRIBE.</summary>
/// <param name="admission">Null where everybody is taken.</param>
internal sealed class MqttAccess(DeviceAdmission? admission)
{
    /// <summary>Judges a CONNECT.</summary>
    /// <returns>The answer, and where it is a refusal why.</returns>
    public async ValueTask<(MqttReason Answer, string? Why, Admission Admission)> Admit(MqttConnect connect, TcpTransport transport)
    {
        if (admission is null) return (MqttReason.Success, null, new Admission(AdmissionVerdict.Admitted, null));
        var remote = (transport.Remote as IPEndPoint)?.Address ?? IPAddress.None;
        var claim = new DeviceClaim(connect.UserName, connect.Password, connect.ClientId, remote)
        {
            Door = DoorOf(transport), Method = connect.Method, MethodData = connect.MethodData, WillTopic = connect.Will?.Message.Topic, Certificate = transport.Certificate, Chain = transport.Chain,
        };
        var admitted = await admission.Judge(claim).ConfigureAwait(false);
        return (admitted.IsAdmitted ? MqttReason.Success : CodeOf(admitted.Verdict), admitted.Reason, admitted);
    }

    /// <summary>The time that certificates are checked against.</summary>
    public DateTimeOffset Now(TimeProvider time) => admission?.Now ?? time.GetUtcNow();

    /// <summary>Whether what was kept for a device may be used: that everybody is taken, or it is known.</summary>
    public bool MayRestore(string device, out KnownDevice? known)
    {
        known = admission?.Find(device);
        return admission is null ? device.Length == 0 : known is not null;
    }

    /// <param name="topic">UTF-8.</param>
    public bool MayPublish(KnownDevice? device, ReadOnlySpan<byte> topic)
    {
        if (device is null || (!device.Ended.IsCancellationRequested && device.Acl.MayPublish(topic))) return true;
        admission!.Failures.CountPublishDenied();
        return false;
    }

    public static bool MayPublish(KnownDevice? device, string topic) => device is null || (!device.Ended.IsCancellationRequested && device.Acl.MayPublish(topic));

    public bool MaySubscribe(KnownDevice? device, string filter)
    {
        if (device is null || (!device.Ended.IsCancellationRequested && device.Acl.MaySubscribe(filter))) return true;
        admission!.Failures.CountSubscriptionDenied();
        return false;
    }

    private static DeviceDoor DoorOf(TcpTransport transport) => (transport.IsWeb, transport.IsSecure) switch
    {
        (false, false) => DeviceDoor.Mqtt,
        (false, true) => DeviceDoor.Mqtts,
        (true, false) => DeviceDoor.Mqttws,
        (true, true) => DeviceDoor.Mqttwss,
    };

    private static MqttReason CodeOf(AdmissionVerdict verdict) => verdict switch
    {
        AdmissionVerdict.NoCredential or AdmissionVerdict.BadPassword => MqttReason.BadUserNameOrPassword,
        AdmissionVerdict.UnknownMethod => MqttReason.BadAuthenticationMethod,
        AdmissionVerdict.TooManyFailures => MqttReason.QuotaExceeded,
        AdmissionVerdict.Busy => MqttReason.ServerBusy,
        _ => MqttReason.NotAuthorized,
    };
}
