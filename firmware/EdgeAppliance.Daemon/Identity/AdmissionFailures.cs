using System.Net;
using EdgeAppliance.Core.Health;
using EdgeAppliance.Core.Identity;
using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Daemon.Identity;

/// <summary>Counts who was let in and who was not, limits the rate of wrong credentials per address and per device, and reports them.</summary>
internal sealed partial class AdmissionFailures(TimeProvider time, ILogger logger)
{
    private const int DeviceFailuresPerWindow = 30;

    private static readonly TimeSpan s_reportFor = TimeSpan.FromMinutes(5);

    private readonly FailureLimiter _addresses = new(time);

    // An id that no device has is not counted here: guesses would fill the table.
    private readonly FailureCounts<string> _devices = new(time, DeviceFailuresPerWindow, DeviceRegistry.DevicesMax);
    private readonly long[,] _verdicts = new long[Enum.GetValues<AdmissionVerdict>().Length, Enum.GetValues<DeviceDoor>().Length];
    private long _publishesDenied;
    private long _subscriptionsDenied;

    // The last time that somebody was at the limit.
    private volatile Limited? _limited;

    public long PublishesDenied => Volatile.Read(ref _publishesDenied);

    public long SubscriptionsDenied => Volatile.Read(ref _subscriptionsDenied);

    public long Of(AdmissionVerdict verdict) => Enum.GetValues<DeviceDoor>().Sum(door => Of(verdict, door));

    public long Of(AdmissionVerdict verdict, DeviceDoor door) => Volatile.Read(ref _verdicts[(int)verdict, (int)door]);

    public void CountPublishDenied() => Interlocked.Increment(ref _publishesDenied);

    public void CountSubscriptionDenied() => Interlocked.Increment(ref _subscriptionsDenied);

    public bool IsAtLimit(IPAddress remote, KnownDevice device) => _addresses.IsAtLimit(remote) || _devices.IsAtLimit(device.Record.Id);

    /// <returns>The admission, or that there were too many failures.</returns>
    public Admission Count(in Admission admission, in DeviceClaim claim)
    {
        var told = admission;
        bool isGuess = IsGuess(admission.Verdict) || admission.Verdict == AdmissionVerdict.TooManyFailures;
        if (isGuess && IsLimited(admission.Device, claim.Remote)) told = new Admission(AdmissionVerdict.TooManyFailures, null);
        CountRefused(told.Verdict, claim.Door);
        if (told.Verdict == AdmissionVerdict.TooManyFailures) Report(admission.Device, claim.Remote);
        else if (!told.IsAdmitted) Tell(told, claim);
        return told;
    }

    /// <summary>Counts a wrong credential that names no device.</summary>
    /// <returns>How long its sender should wait, where there were too many; else zero.</returns>
    public TimeSpan CountWrong(AdmissionVerdict verdict, IPAddress remote, DeviceDoor door)
    {
        var wait = _addresses.CountFailure(remote);
        CountRefused(wait > TimeSpan.Zero ? AdmissionVerdict.TooManyFailures : verdict, door);
        if (wait > TimeSpan.Zero) Report(null, remote);
        return wait;
    }

    /// <summary>Counts who was refused, or let in, without a credential that somebody could guess.</summary>
    public void CountRefused(AdmissionVerdict verdict, DeviceDoor door) => Interlocked.Increment(ref _verdicts[(int)verdict, (int)door]);

    /// <summary>Whether a further wrong credential from there would be one too many.</summary>
    public bool IsAtLimit(IPAddress remote) => _addresses.IsAtLimit(remote);

    public IReadOnlyList<HealthCondition> Conditions()
    {
        if (_limited is not { } limited || time.GetElapsedTime(limited.At) >= s_reportFor) return [];
        return
        [
            new HealthCondition("identity.failures", HealthSeverity.Warning, "access", $"Too many wrong credentials came from {limited.Who}.",
                "Look who it is: 'edgectl logs'. Where it is a device of yours, give it its secret again: 'edgectl devices add'."),
        ];
    }

    private static bool IsGuess(AdmissionVerdict verdict) => verdict
        is AdmissionVerdict.BadPassword or AdmissionVerdict.BadCertificate or AdmissionVerdict.BadToken or AdmissionVerdict.BadHandshake or AdmissionVerdict.NoCredential;

    private bool IsLimited(KnownDevice? device, IPAddress remote)
    {
        bool byAddress = _addresses.CountFailure(remote) > TimeSpan.Zero;
        bool byDevice = device is not null && _devices.CountFailure(device.Record.Id) > TimeSpan.Zero;
        return byAddress || byDevice;
    }

    private void Report(KnownDevice? device, IPAddress remote)
    {
        var before = _limited;
        string who = device is null ? remote.ToString() : $"{remote} for the device '{device.Record.Id}'";
        _limited = new Limited(time.GetTimestamp(), who);
        // Once a burst: the rest is counted.
        if (before is null || time.GetElapsedTime(before.At) >= FailureLimiter.Window) Log.TooMany(logger, who);
    }

    // Who holds a right credential may be refused as often as it likes, and be told of in the log no more often than others.
    private void Tell(in Admission refused, in DeviceClaim claim)
    {
        if (!IsGuess(refused.Verdict) && _addresses.CountFailure(claim.Remote) > TimeSpan.Zero) return;
        Log.Refused(logger, claim.Remote, refused.Device?.Record.Id ?? "", refused.Reason);
    }

    private sealed record Limited(long At, string Who);

    private static partial class Log
    {
        [LoggerMessage(1301, LogLevel.Warning, "A connection from {Remote} is refused, device '{Device}': {Reason}")]
        public static partial void Refused(ILogger logger, IPAddress remote, string device, string reason);

        [LoggerMessage(1302, LogLevel.Warning, "Too many wrong credentials came from {Who}")]
        public static partial void TooMany(ILogger logger, string who);
    }
}
