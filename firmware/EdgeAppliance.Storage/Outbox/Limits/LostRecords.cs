namespace EdgeAppliance.Storage.Outbox.Limits;

/// <summary>What is known of records of one stream that were lost for one reason.</summary>
internal sealed class LostRecords(byte[] stream, string reason)
{
    public byte[] Stream => stream;

    public string Reason => reason;

    public long First { get; private set; } = long.MaxValue;

    public long Last { get; private set; } = long.MinValue;

    /// <summary>0 where it is not known how many there were.</summary>
    public long Count { get; private set; }

    /// <summary>Time of the last one, microseconds since 1970.</summary>
    public long TimeUs { get; private set; }

    /// <summary>A gap record told of some of them before.</summary>
    public bool IsToldOf { get; set; }

    public void Add(long first, long last, long count, long timeUs)
    {
        First = Math.Min(First, first);
        if (last >= Last) (Last, TimeUs) = (last, timeUs);
        Count += count;
    }
}
