namespace EdgeAppliance.Bundles.Chunks;

/// <summary>How a file is cut, in bytes. Two versions of a file share chunks only where they are cut alike, so that there are few sizes
/// to choose from, far apart.</summary>
/// <param name="AverageBits">Chunks have 2^that bytes beyond the least, on average.</param>
public readonly record struct ChunkSizes(int AverageBits)
{
    public const int AverageBitsMin = 11;
    public const int AverageBitsMax = 18;

    public int Min => 1 << (AverageBits - 1);

    public int Max => 1 << (AverageBits + 2);

    /// <summary>A small file in small chunks: what has changed travels in whole ones. A large one in larger, or its index would weigh more.</summary>
    public static ChunkSizes For(long fileBytes) => new(fileBytes <= 64L << 20 ? 11 : fileBytes <= 1L << 30 ? 14 : 17);
}
