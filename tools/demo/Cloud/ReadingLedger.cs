namespace EdgeAppliance.Demo.Cloud;

/// <summary>Keeps account of one stream by what its devices put into their readings: each numbers them from 1 in the channel <c>seq</c>.</summary>
internal sealed class ReadingLedger(string stream)
{
    private readonly StreamLedger _records = new();
    private readonly Dictionary<string, StreamLedger> _devices = [];

    /// <summary>Different readings that came.</summary>
    public long Delivered => _devices.Values.Sum(device => device.Count);

    /// <summary>Readings that came in two records: the same one was processed twice.</summary>
    public long Doubled { get; private set; }

    /// <summary>Readings that came behind a later one of their device.</summary>
    public long OutOfOrder { get; private set; }

    /// <summary>Takes only the stream's records. One with the same id again is no second record.</summary>
    public void Add(CloudRecord record)
    {
        if (record.Stream != stream || record.Number("seq") is not (>= 1 and var sequence) || _records.Add(record.Sequence) == Arrival.Again) return;
        if (!_devices.TryGetValue(record.Subject, out var device)) _devices[record.Subject] = device = new StreamLedger();
        var arrival = device.Add((long)sequence);
        if (arrival == Arrival.Again) Doubled++;
        if (arrival == Arrival.Late) OutOfOrder++;
    }

    /// <returns>How many of the device's readings 1 to <paramref name="last"/> have not come.</returns>
    public long Missing(string device, long last) =>
        _devices.TryGetValue(device, out var came) ? came.Missing + Math.Max(0, last - came.Highest) : last;
}
