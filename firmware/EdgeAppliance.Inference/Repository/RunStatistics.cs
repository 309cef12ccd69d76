using System.Numerics;
using EdgeAppliance.Inference.Windows;

namespace EdgeAppliance.Inference.Repository;

/// <summary>Counts a model's runs and how long they take, in buckets an eighth of a doubling wide. Any thread; allocates nothing.</summary>
internal sealed class RunStatistics
{
    /// <summary>From 1 ns to more than an hour.</summary>
    private const int BucketsMax = 42 * 8;

    private readonly long[] _buckets = new long[BucketsMax];
    private readonly long[] _outcomes = new long[(int)WindowOutcome.Failed + 1];
    private long _nanoseconds;
    private long _timed;

    public long Runs => Count(WindowOutcome.Done) + Count(WindowOutcome.NotFinite) + Count(WindowOutcome.Failed);

    private long Timed => Interlocked.Read(ref _timed);

    public long Count(WindowOutcome outcome) => Interlocked.Read(ref _outcomes[(int)outcome]);

    /// <summary>Of the runs that were timed.</summary>
    public TimeSpan Mean => Timed is 0 ? TimeSpan.Zero : TimeSpan.FromMicroseconds(Interlocked.Read(ref _nanoseconds) / 1000.0 / Timed);

    public void Add(WindowOutcome outcome) => Interlocked.Increment(ref _outcomes[(int)outcome]);

    /// <summary>Adds the time of a run that <see cref="Add(WindowOutcome)"/> counts.</summary>
    public void Add(TimeSpan elapsed)
    {
        long nanoseconds = Math.Max(1, (long)(elapsed.TotalMicroseconds * 1000));
        Interlocked.Add(ref _nanoseconds, nanoseconds);
        Interlocked.Increment(ref _buckets[Bucket(nanoseconds)]);
        Interlocked.Increment(ref _timed);
    }

    /// <summary>The time within which this share of the runs that were timed ended, an eighth too long at most.</summary>
    /// <param name="share">0..1.</param>
    public TimeSpan Percentile(double share)
    {
        long timed = Timed;
        long wanted = Math.Max(1, (long)Math.Ceiling(share * timed));
        long seen = 0;
        for (int i = 0; timed > 0 && i < BucketsMax; i++)
        {
            seen += Interlocked.Read(ref _buckets[i]);
            if (seen >= wanted) return TimeSpan.FromMicroseconds(UpperNanoseconds(i) / 1000.0);
        }
        return TimeSpan.Zero;
    }

    private static int Bucket(long nanoseconds)
    {
        int exponent = BitOperations.Log2((ulong)nanoseconds);
        int eighth = exponent >= 3 ? (int)(nanoseconds >> (exponent - 3)) & 7 : (int)(nanoseconds << (3 - exponent)) & 7;
        return Math.Min(exponent * 8 + eighth, BucketsMax - 1);
    }

    private static double UpperNanoseconds(int bucket) => Math.ScaleB(1 + (bucket % 8 + 1) / 8.0, bucket / 8);
}
