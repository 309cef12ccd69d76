using System.Numerics;

namespace EdgeAppliance.Edgectl.Simulate;

/// <summary>Counts of latencies in microseconds, at a resolution of three percent and in a fixed memory. Any thread.</summary>
internal sealed class LatencyHistogram
{
    /// <summary>Parts of each doubling.</summary>
    private const int Parts = 32;
    private const int Doublings = 40;
    private readonly long[] _counts = new long[Parts * Doublings];
    private long _count;
    private long _most;

    public long Count => Interlocked.Read(ref _count);

    public TimeSpan Most => TimeSpan.FromMicroseconds(Interlocked.Read(ref _most));

    public void Add(TimeSpan latency)
    {
        long us = Math.Max(0, (long)latency.TotalMicroseconds);
        Interlocked.Increment(ref _counts[Math.Min(PlaceOf(us), _counts.Length - 1)]);
        Interlocked.Increment(ref _count);
        for (long most = Interlocked.Read(ref _most); us > most;)
        {
            long seen = Interlocked.CompareExchange(ref _most, us, most);
            if (seen == most) break;
            most = seen;
        }
    }

    /// <summary>What so large a share of them took at most; zero where there are none.</summary>
    /// <param name="share">0..1.</param>
    public TimeSpan Quantile(double share)
    {
        long rank = (long)Math.Ceiling(share * Count), seen = 0;
        if (rank == 0) return TimeSpan.Zero;
        for (int place = 0; place < _counts.Length; place++)
            if ((seen += Interlocked.Read(ref _counts[place])) >= rank) return TimeSpan.FromMicroseconds(Math.Min(LastOf(place), Interlocked.Read(ref _most)));
        return Most;
    }

    /// <summary>The first values have a place each; from then on each doubling has as many.</summary>
    private static int PlaceOf(long us)
    {
        if (us < Parts) return (int)us;
        int doubling = BitOperations.Log2((ulong)us) - BitOperations.Log2(Parts);
        return Parts * (doubling + 1) + (int)((us >> doubling) - Parts);
    }

    private static long LastOf(int place)
    {
        if (place < Parts) return place;
        int doubling = place / Parts - 1;
        return ((long)(Parts + place % Parts + 1) << doubling) - 1;
    }
}
