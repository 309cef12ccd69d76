namespace EdgeAppliance.Tests;

/// <summary>What a piece of work allocates once it is warm.</summary>
internal static class SteadyState
{
    private const int RoundsMax = 5;

    /// <summary>The least that a round allocates on the calling thread, in bytes. The runtime itself allocates now and then, for code
    /// that it compiles anew: never in every round, as work does that allocates.</summary>
    public static long AllocatedBy(int count, Action work)
    {
        long least = long.MaxValue;
        for (int round = 0; round < RoundsMax && least > 0; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < count; i++) work();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }
}
