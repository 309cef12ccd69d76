using System.Net;
using System.Text;
using EdgeAppliance.Core.Identity;
using EdgeAppliance.Daemon.Identity;
using EdgeAppliance.Drivers.Protocols.Amqp;

namespace EdgeAppliance.Daemon.Ingest.Amqp;

/// <summary>What admission decides, in the words of SASL, for one connection.</summary>
/// <param name="admission">Null where everybody is taken.</param>
internal sealed class AmqpAdmission(DeviceAdmission? admission, TcpTransport transport, AmqpCounters counters) : AmqpDoor
{
    private Admission _admitted;

    /// <summary>Who it is; null where everybody is taken.</summary>
    public KnownDevice? Device { get; private set; }

    /// <summary>Why it may not stay; null where it may.</summary>
    public string? WhyNot() =>
        _admitted.Until <= admission?.Now ? "What it was let in by is over." : _admitted.Proof?.Holds() == false ? "Its certificate is revoked." : null;

    public override IReadOnlyList<string> Mechanisms { get; } =
        admission is null ? [Anonymous, Plain] : transport.Certificate is null ? [Plain] : [External, Plain];

    public override async ValueTask<AmqpSaslCode> Judge(string mechanism, byte[] response, CancellationToken stop)
    {
        if (admission is null) return AmqpSaslCode.Ok;
        string? user = mechanism == External ? Encoding.UTF8.GetString(response) : null;
        ReadOnlyMemory<byte> password = default;
        if (mechanism == Plain && !TryPlain(response, out user, out password)) return Refused(AmqpSaslCode.Auth);
        var claim = new DeviceClaim(user, password, "", (transport.Remote as IPEndPoint)?.Address ?? IPAddress.None)
        {
            Door = transport.IsSecure ? DeviceDoor.Amqps : DeviceDoor.Amqp,
            // Who says a password means to be known by it alone.
            Certificate = mechanism == Plain ? null : transport.Certificate, Chain = transport.Chain,
        };
        var admitted = await admission.Judge(claim).ConfigureAwait(false);
        Device = admitted.IsAdmitted ? admitted.Device : null;
        _admitted = admitted;
        if (admitted.IsAdmitted) return AmqpSaslCode.Ok;
        return Refused(admitted.Verdict is AdmissionVerdict.Busy or AdmissionVerdict.TooManyFailures ? AmqpSaslCode.Temporary : AmqpSaslCode.Auth);
    }

    private AmqpSaslCode Refused(AmqpSaslCode code)
    {
        counters.Count(AmqpCount.SignInsRefused);
        return code;
    }

    /// <summary>RFC 4616: whom it acts for, who it is and the password, with a NUL between them.</summary>
    private static bool TryPlain(byte[] response, out string? user, out ReadOnlyMemory<byte> password)
    {
        (user, password) = (null, default);
        int first = Array.IndexOf(response, (byte)0);
        int second = first < 0 ? -1 : Array.IndexOf(response, (byte)0, first + 1);
        if (second < 0) return false;
        user = Encoding.UTF8.GetString(response.AsSpan((first + 1)..second));
        password = response.AsMemory(second + 1);
        return first == 0 || response.AsSpan(..first).SequenceEqual(response.AsSpan((first + 1)..second));
    }
}
