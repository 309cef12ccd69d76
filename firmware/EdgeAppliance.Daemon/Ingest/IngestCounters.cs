namespace EdgeAppliance.Daemon.Ingest;

/// <summary>What became of the payloads that reached a source. Any thread counts.</summary>
internal sealed class IngestCounters
{
    private readonly long[] _refused = new long[Enum.GetValues<PayloadError>().Length];
    private long _accepted;
    private long _repeated;
    private long _notStored;

    /// <summary>Readings taken, stored or not yet.</summary>
    public long Accepted => Interlocked.Read(ref _accepted);

    /// <summary>Readings that a device sent again and that were recognised.</summary>
    public long Repeated => Interlocked.Read(ref _repeated);

    /// <summary>Readings that were taken and could not be stored: their devices were told so.</summary>
    public long NotStored => Interlocked.Read(ref _notStored);

    public long RefusedTotal
    {
        get
        {
            long total = 0;
            for (int i = 0; i < _refused.Length; i++) total += Interlocked.Read(ref _refused[i]);
            return total;
        }
    }

    public long Refused(PayloadError error) => Interlocked.Read(ref _refused[(int)error]);

    public void CountAccepted(int readings = 1) => Interlocked.Add(ref _accepted, readings);

    public void CountRepeated(int readings = 1) => Interlocked.Add(ref _repeated, readings);

    public void CountNotStored(int readings = 1) => Interlocked.Add(ref _notStored, readings);

    public void CountRefused(PayloadError error) => Interlocked.Increment(ref _refused[(int)error]);
}
