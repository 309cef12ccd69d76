namespace EdgeAppliance.Bundles.Chunks;

/// <summary>Finds where a chunk ends by what is in it, so that bytes put in or taken out move no ends but those beside them. A rolling "gear"
/// hash over the last 64 bytes, as in FastCDC (Xia et al., USENIX ATC 2016): a chunk ends where the hash's upper bits are all 0.
/// Frozen: other ends would make every file travel anew.</summary>
public static class ContentChunker
{
    private static readonly ulong[] s_gear = Gear();

    /// <returns>Length of the chunk that <paramref name="data"/> begins with; all of it where no end is found and there is no more.</returns>
    /// <param name="data">As many bytes as the largest chunk has, or all that are left.</param>
    public static int Cut(ReadOnlySpan<byte> data, ChunkSizes sizes)
    {
        if (data.Length <= sizes.Min) return data.Length;
        int end = Math.Min(data.Length, sizes.Max);
        int shift = 64 - sizes.AverageBits;
        ulong hash = 0;
        for (int i = sizes.Min; i < end; i++)
        {
            hash = (hash << 1) + s_gear[data[i]];
            if (hash >> shift == 0) return i + 1;
        }
        return end;
    }

    /// <summary>A number a byte, by SplitMix64 from 1 on.</summary>
    private static ulong[] Gear()
    {
        var gear = new ulong[256];
        ulong state = 1;
        for (int i = 0; i < gear.Length; i++)
        {
            state += 0x9E3779B97F4A7C15;
            ulong mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            gear[i] = mixed ^ (mixed >> 31);
        }
        return gear;
    }
}
