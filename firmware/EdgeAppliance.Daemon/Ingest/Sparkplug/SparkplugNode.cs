using System.Collections.Concurrent;
using EdgeAppliance.Drivers.Protocols.Sparkplug;

namespace EdgeAppliance.Daemon.Ingest.Sparkplug;

/// <summary>One edge node as its messages tell of it: whether it lives, in which order they come, and its devices.</summary>
internal sealed class SparkplugNode(string group, string name, SparkplugUnit own)
{
    private readonly ConcurrentDictionary<string, SparkplugUnit> _devices = new(StringComparer.Ordinal);

    // Guarded by Lock.
    private readonly SparkplugRows _rows = new();
    private ulong? _birthNumber;
    private byte? _sequence;

    /// <summary>Held while one of its messages is taken.</summary>
    public Lock Lock { get; } = new();

    public string Group => group;

    public string Name => name;

    public SparkplugUnit Own => own;

    public ICollection<KeyValuePair<string, SparkplugUnit>> Devices => _devices;

    /// <summary>Messages that others stood before which never came; guarded by <see cref="Lock"/>.</summary>
    public long Gaps { get; private set; }

    /// <summary>Why it should be asked for its birth; null where it should not. Guarded by <see cref="Lock"/>.</summary>
    public string? NeedsBirth { get; private set; }

    /// <summary>When it was asked last, as a timestamp; guarded by <see cref="Lock"/>.</summary>
    public long? AskedAt { get; set; }

    public SparkplugUnit Device(string device, Func<string, SparkplugUnit> make) => _devices.GetOrAdd(device, make);

    public bool TryFind(string device, out SparkplugUnit? unit) => _devices.TryGetValue(device, out unit);

    public SparkplugOutcome Take_NeedsLock(SparkplugStream to, in SparkplugPayload payload, SparkplugTaking taking)
    {
        NeedsBirth = null;
        return to.Type switch
        {
            SparkplugMessageType.NodeBirth or SparkplugMessageType.DeviceBirth => Birth_NeedsLock(to.Unit, payload, taking),
            SparkplugMessageType.NodeDeath => NodeDeath_NeedsLock(payload, taking),
            SparkplugMessageType.DeviceDeath => DeviceDeath_NeedsLock(to.Unit, payload, taking),
            _ => Data_NeedsLock(to.Unit, payload, taking),
        };
    }

    private SparkplugOutcome Birth_NeedsLock(SparkplugUnit unit, in SparkplugPayload payload, SparkplugTaking taking)
    {
        if (unit != own && !own.IsBorn) return Unborn_NeedsLock("the birth of its device came before its own");
        var error = SparkplugChannels.Read(payload, taking.Options, unit.Channels, out var channels);
        int more = (channels?.Defined ?? 0) - (unit.Channels?.Defined ?? 0);
        if (error == PayloadError.None && !taking.HasRoomFor(more)) error = PayloadError.TooManyChannels;
        unit.BirthError = error;
        if (error != PayloadError.None) return SparkplugOutcome.Refused(error);
        unit.Prepare(channels!.Count);
        var outcome = taking.Birth(unit, channels, payload, _rows);
        if (outcome.IsFull || outcome.Stored is null) return outcome;
        taking.Define(more);
        if (unit == own)
        {
            _birthNumber = BirthNumberOf(payload);
            _sequence = payload.Sequence;
            foreach (var (_, device) in _devices) device.Forget();
        }
        else Follow_NeedsLock(payload);
        unit.Bear(channels);
        return outcome;
    }

    private SparkplugOutcome Data_NeedsLock(SparkplugUnit unit, in SparkplugPayload payload, SparkplugTaking taking)
    {
        if (!own.IsBorn || !unit.IsBorn) return Unborn_NeedsLock(unit == own || !own.IsBorn ? "its birth was not seen" : $"the birth of '{unit.Stream.Device}' was not seen");
        var outcome = taking.Data(unit, payload, _rows, out int strange);
        if (outcome.IsFull) return outcome;
        // What was held back is so all the same.
        if (outcome.Stored is not null || outcome.Error is PayloadError.Throttled or PayloadError.Quarantined) unit.Take();
        if (strange > 0) NeedsBirth = $"'{unit.Stream.Device}' sends {strange} metrics that its birth did not name";
        Follow_NeedsLock(payload);
        return outcome;
    }

    // A will lies at the broker from the connection's begin: one of a connection before the last birth says nothing (section 6.4.22).
    private SparkplugOutcome NodeDeath_NeedsLock(in SparkplugPayload payload, SparkplugTaking taking)
    {
        if (!own.IsBorn || (_birthNumber is { } born && BirthNumberOf(payload) is { } died && born != died)) return SparkplugOutcome.Nothing;
        var last = taking.Death(own, null, _rows);
        if (last.IsFull) return last;
        foreach (var (_, device) in _devices)
        {
            if (!device.IsBorn) continue;
            last = taking.Death(device, null, _rows);
            if (last.IsFull) return last;
            device.Die();
        }
        own.Die();
        return last;
    }

    private SparkplugOutcome DeviceDeath_NeedsLock(SparkplugUnit unit, in SparkplugPayload payload, SparkplugTaking taking)
    {
        if (!own.IsBorn) return Unborn_NeedsLock("its birth was not seen");
        var outcome = unit.IsBorn ? taking.Death(unit, payload.TimestampMs, _rows) : SparkplugOutcome.Nothing;
        if (outcome.IsFull) return outcome;
        Follow_NeedsLock(payload);
        unit.Die();
        return outcome;
    }

    private void Follow_NeedsLock(in SparkplugPayload payload)
    {
        bool follows = payload.Sequence is { } next && _sequence is { } last && next == (byte)(last + 1);
        _sequence = payload.Sequence;
        if (follows) return;
        Gaps++;
        NeedsBirth ??= "messages before this one did not come";
    }

    private SparkplugOutcome Unborn_NeedsLock(string why)
    {
        // It would say again what was refused.
        if (own.BirthError == PayloadError.None) NeedsBirth = why;
        return SparkplugOutcome.Refused(PayloadError.NotBorn);
    }

    private static ulong? BirthNumberOf(in SparkplugPayload payload)
    {
        foreach (var metric in payload)
            if (metric.Name.SequenceEqual("bdSeq"u8)) return metric.Bits;
        return null;
    }
}
