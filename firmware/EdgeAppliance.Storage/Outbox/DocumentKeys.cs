using EdgeAppliance.Storage.Documents;

namespace EdgeAppliance.Storage.Outbox;

/// <summary>Where documents lie in the store's one collection. A key is the number of a range, shifted left by 48, plus a place in it:
/// <code>
/// range 0   place 0   the directory: which lane or pipeline has which range
/// range 1   readings, place = position + 1; place 0 is the range's mark
/// range 2…  a lane's records, place 0 its mark; or a pipeline, place 0 its progress, the next ones its snapshot in pieces
/// </code></summary>
internal static class DocumentKeys
{
    public const long Directory = 0;
    /// <summary>Added and deleted again to see whether that can be done.</summary>
    public const long Probe = 1;
    public const int Readings = 1;
    public const int RangeFirst = 2;
    public const int RangesMax = 1 << 15;

    public static long Of(int range, long place) => ((long)range << KeyRanges.PlaceBits) + place;

    public static long End(int range) => Of(range + 1, 0) - 1;

    public static int RangeOf(long key) => KeyRanges.Of(key);

    public static long Place(long key) => key & ((1L << KeyRanges.PlaceBits) - 1);
}
