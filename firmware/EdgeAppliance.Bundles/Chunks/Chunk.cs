namespace EdgeAppliance.Bundles.Chunks;

/// <param name="Offset">In its file.</param>
public readonly record struct Chunk(long Offset, int Length, ChunkId Id);
