namespace EdgeAppliance.Bundles.Chunks;

/// <summary>Cuts a stream into chunks.</summary>
internal static class FileChunks
{
    /// <param name="onChunk">The bytes are good during the call.</param>
    public static void Read(Stream from, ChunkSizes sizes, Action<Chunk, ReadOnlySpan<byte>> onChunk)
    {
        byte[] buffer = new byte[4 * sizes.Max];
        int start = 0, end = 0;
        long offset = 0;
        bool isAtEnd = false;
        while (true)
        {
            while (!isAtEnd && end - start < sizes.Max)
            {
                if (buffer.Length - end < sizes.Max)
                {
                    buffer.AsSpan(start, end - start).CopyTo(buffer);
                    (start, end) = (0, end - start);
                }
                int read = from.Read(buffer, end, buffer.Length - end);
                isAtEnd = read == 0;
                end += read;
            }
            if (start == end) return;
            int length = ContentChunker.Cut(buffer.AsSpan(start, end - start), sizes);
            var bytes = buffer.AsSpan(start, length);
            onChunk(new Chunk(offset, length, ChunkId.Of(bytes)), bytes);
            (start, offset) = (start + length, offset + length);
        }
    }
}
