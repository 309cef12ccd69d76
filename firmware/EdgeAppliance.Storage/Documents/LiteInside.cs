using System.Collections;
using System.Reflection;
using LiteDB.Engine;

namespace EdgeAppliance.Storage.Documents;

/// <summary>What LiteDB 5.0.20 keeps to itself and the store needs after every commit or before the first. The version is pinned, and a
/// test compares each of these with what LiteDB says of itself.</summary>
internal static class LiteInside
{
    private const BindingFlags Hidden = BindingFlags.NonPublic | BindingFlags.Instance;

    private static readonly FieldInfo s_disk = typeof(LiteEngine).GetField("_disk", Hidden)!;
    private static readonly FieldInfo s_logLength = Type.GetType("LiteDB.Engine.DiskService, LiteDB")!.GetField("_logLength", Hidden)!;
    private static readonly FieldInfo s_monitor = typeof(LiteEngine).GetField("_monitor", Hidden)!;
    private static readonly FieldInfo s_transactions = Type.GetType("LiteDB.Engine.TransactionMonitor, LiteDB")!.GetField("_transactions", Hidden)!;
    private static readonly FieldInfo s_segments = Type.GetType("LiteDB.Constants, LiteDB")!.GetField("MEMORY_SEGMENT_SIZES", BindingFlags.Public | BindingFlags.Static)!;

    /// <summary>The length that the log will have once all that was committed is written, in bytes. Asking <c>$database</c> for it costs
    /// 100 kB of garbage, since that counts the pages of the cache too.</summary>
    public static long LogBytes(LiteEngine engine) => (long)s_logLength.GetValue(s_disk.GetValue(engine))! + LitePage.Bytes;

    /// <summary>Keeps transactions that did not end from being finalized. Where the disk failed while one was being written, LiteDB's
    /// finalizer of it throws, and an exception in a finalizer ends the process.</summary>
    /// <returns>How many there were.</returns>
    public static int LeaveTransactions(LiteEngine engine)
    {
        if (s_monitor.GetValue(engine) is not { } monitor) return 0;
        var transactions = ((IDictionary)s_transactions.GetValue(monitor)!).Values;
        foreach (object transaction in transactions) GC.SuppressFinalize(transaction);
        return transactions.Count;
    }

    /// <summary>Pages by which the page cache grows, one step after the other. LiteDB's own last step is 1,000 pages, and a cache never
    /// shrinks: 13 MB for a queue that holds next to nothing.</summary>
    public static int[] CacheSteps => (int[])s_segments.GetValue(null)!;

    public static void LimitCacheSteps(int pagesMax)
    {
        var steps = CacheSteps;
        for (int i = 0; i < steps.Length; i++) steps[i] = Math.Min(steps[i], pagesMax);
    }
}
