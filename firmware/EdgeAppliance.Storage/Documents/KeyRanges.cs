namespace EdgeAppliance.Storage.Documents;

/// <summary>Keys with the same upper 16 bits lie in one range: new ones come at its end, and the old ones at its front go.</summary>
internal static class KeyRanges
{
    public const int PlaceBits = 48;

    public static int Of(long key) => (int)(key >> PlaceBits);

    public static long First(int range) => (long)range << PlaceBits;

    public static long Last(int range) => First(range) + (1L << PlaceBits) - 1;
}
