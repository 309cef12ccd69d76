namespace EdgeAppliance.Inference.Trials;

/// <summary>How far a version's scores lie from those of the version before it on the same windows: each is measured in its own threshold, so
/// that versions of other scales compare; without thresholds, by the larger of the two. Counted in buckets, so that one odd window tells nothing.</summary>
/// <remarks>One thread counts, any looks; allocates nothing.</remarks>
internal sealed class ScoreDistance
{
    private const int BucketsAUnit = 32;

    /// <summary>What is farther counts as this far.</summary>
    private const int UnitsMax = 16;

    private readonly long[] _buckets = new long[BucketsAUnit * UnitsMax + 1];
    private long _windows;

    public long Windows => Interlocked.Read(ref _windows);

    /// <summary>Half of the windows were no farther apart, a thirty-second too far at most.</summary>
    public double Median
    {
        get
        {
            long wanted = (Windows + 1) / 2;
            for (int i = 0; wanted > 0 && i < _buckets.Length; i++)
                if ((wanted -= Interlocked.Read(ref _buckets[i])) <= 0) return (double)i / BucketsAUnit;
            return 0;
        }
    }

    public void Add(double before, double? thresholdBefore, double now, double? threshold)
    {
        double distance = thresholdBefore is > 0 and var limitBefore && threshold is > 0 and var limit
            ? Math.Abs(now / limit - before / limitBefore)
            : Relative(before, now);
        int bucket = double.IsFinite(distance) ? (int)Math.Min(distance * BucketsAUnit, _buckets.Length - 1) : _buckets.Length - 1;
        Interlocked.Increment(ref _buckets[bucket]);
        Interlocked.Increment(ref _windows);
    }

    private static double Relative(double before, double now) => before == now ? 0 : Math.Abs(now - before) / Math.Max(Math.Abs(now), Math.Abs(before));
}
