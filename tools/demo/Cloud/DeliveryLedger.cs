namespace EdgeAppliance.Demo.Cloud;

/// <summary>Keeps account of the records of every stream: which came, which came again, which came late, which are missing.
/// A record sent again with the same id is a duplicate, which at-least-once delivery allows; a new sequence below one that
/// already came is out of order, which nothing allows.</summary>
internal sealed class DeliveryLedger
{
    private readonly Dictionary<string, StreamLedger> _streams = [];

    public long Delivered { get; private set; }

    public long Duplicates { get; private set; }

    public long OutOfOrder { get; private set; }

    public long GapRecords { get; private set; }

    /// <summary>Sequences below the highest of their stream that never came, over all streams.</summary>
    public long Lost => _streams.Values.Sum(stream => stream.Missing);

    public void Add(CloudRecord record)
    {
        if (!_streams.TryGetValue(record.Stream, out var stream)) _streams[record.Stream] = stream = new StreamLedger();
        switch (stream.Add(record.Sequence))
        {
            case Arrival.Next: Delivered++; break;
            case Arrival.Again: Duplicates++; return;
            case Arrival.Late: Delivered++; OutOfOrder++; break;
        }
        if (record.Type == "edge.gap.v1") GapRecords++;
    }

    /// <returns>Distinct records of one stream, and its highest sequence.</returns>
    public (long Count, long Highest) Stream(string name) => _streams.TryGetValue(name, out var stream) ? (stream.Count, stream.Highest) : (0, 0);
}
