namespace EdgeAppliance.Daemon.Ingest.Http;

/// <summary>What became of a source's requests. Any thread counts.</summary>
internal sealed class HttpCounters
{
    private readonly long[] _requests = new long[Enum.GetValues<PostOutcome>().Length];
    private long _bytes;

    /// <summary>Bytes of bodies, inflated.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    public long Requests(PostOutcome outcome) => Interlocked.Read(ref _requests[(int)outcome]);

    public void Count(PostOutcome outcome) => Interlocked.Increment(ref _requests[(int)outcome]);

    public void CountBytes(int bytes) => Interlocked.Add(ref _bytes, bytes);
}
