using EdgeAppliance.FunctionalTests.Cloud;
using EdgeAppliance.FunctionalTests.Devices;

namespace EdgeAppliance.FunctionalTests.Kills;

/// <summary>What devices were promised against what has come to the cloud, where a pipeline hands every reading on.</summary>
internal sealed record Account
{
    /// <summary>Readings that devices were told are stored.</summary>
    public long Acknowledged { get; private set; }

    /// <summary>Acknowledged readings, and sequences within a stream, that never came.</summary>
    public long Lost { get; private set; }

    /// <summary>Records behind a later one of their stream, and readings behind a later one of their device.</summary>
    public long OutOfOrder { get; private set; }

    /// <summary>Records that cannot be read, or hold what no device has sent, or came again with other content.</summary>
    public long Corrupt { get; private set; }

    /// <summary>Records that came again with the same id, which at-least-once delivery allows of what was in flight.</summary>
    public long DeliveredAgain { get; private set; }

    /// <summary>Readings that a device sent again, since their acknowledgement was lost with the daemon, and that count twice.</summary>
    public long StoredAgain { get; private set; }

    /// <summary>One that cannot be read, and why.</summary>
    public string? Unreadable { get; private init; }

    /// <param name="stream">The pipeline that hands every reading on.</param>
    public static Account Of(CloudArchive archive, IReadOnlyList<Device> devices, string stream)
    {
        var account = new Account
        {
            Lost = archive.Look(ledger => ledger.Lost),
            OutOfOrder = archive.Look(ledger => ledger.OutOfOrder),
            DeliveredAgain = archive.Look(ledger => ledger.Duplicates),
            Corrupt = archive.Unreadable + archive.Altered,
            Unreadable = archive.LastUnreadable,
        };
        var readings = archive.Stream(stream).ToLookup(record => record.Subject);
        foreach (var device in devices) account.Add(device, readings[device.Options.Name]);
        account.Corrupt += readings.Where(group => !devices.Any(d => d.Options.Name == group.Key)).Sum(group => group.Count());
        return account;
    }

    private void Add(Device device, IEnumerable<ArchivedRecord> readings)
    {
        var came = new HashSet<long>();
        long highest = 0;
        foreach (var reading in readings)
        {
            long sequence = (long)reading.Value("seq");
            if (sequence < 1 || sequence > device.Log.Sent || reading.Value("temp") != device.Options.Temperature(sequence)) Corrupt++;
            if (!came.Add(sequence)) StoredAgain++;
            else if (sequence < highest) OutOfOrder++;
            highest = Math.Max(highest, sequence);
        }
        Acknowledged += device.Log.Acknowledged;
        Lost += device.Log.AcknowledgedSequences.Count(sequence => !came.Contains(sequence));
    }
}
