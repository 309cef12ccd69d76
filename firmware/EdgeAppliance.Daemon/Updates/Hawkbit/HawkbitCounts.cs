namespace EdgeAppliance.Daemon.Updates.Hawkbit;

/// <summary>Since the start. Any thread.</summary>
internal sealed class HawkbitCounts
{
    private readonly long[] _ended = new long[(int)HawkbitResult.Withdrawn + 1];
    private long _polls;
    private long _failedPolls;

    public long Polls => Interlocked.Read(ref _polls);

    public long FailedPolls => Interlocked.Read(ref _failedPolls);

    public void Polled() => Interlocked.Increment(ref _polls);

    public void PollFailed() => Interlocked.Increment(ref _failedPolls);

    public void Ended(HawkbitResult result) => Interlocked.Increment(ref _ended[(int)result]);

    /// <summary>How many actions have ended so.</summary>
    public long Of(HawkbitResult result) => Interlocked.Read(ref _ended[(int)result]);
}
