namespace EdgeAppliance.Bundles.Tuf.Sources;

/// <summary>Reads what a source sends, however long it goes on.</summary>
internal static class BoundedRead
{
    private const int FirstBytes = 16 << 10;

    /// <exception cref="TufException">It has more bytes.</exception>
    /// <exception cref="IOException">It broke off.</exception>
    public static async Task<byte[]> All(Stream from, string name, int bytesMax, CancellationToken cancel)
    {
        byte[] bytes = new byte[Math.Min(FirstBytes, bytesMax + 1)];
        int length = 0;
        while (await from.ReadAsync(bytes.AsMemory(length), cancel) is var read && read > 0)
        {
            length += read;
            if (length > bytesMax) throw new TufException(TufFailure.TooLarge, $"'{name}' has more than {bytesMax} bytes.");
            if (length == bytes.Length) Array.Resize(ref bytes, (int)Math.Min(2L * bytes.Length, bytesMax + 1L));
        }
        return bytes[..length];
    }

    /// <summary>Passes over bytes that are here already, where a server sends all of them again.</summary>
    /// <exception cref="IOException">It ends before.</exception>
    public static async Task Skip(Stream body, long bytes, CancellationToken cancel)
    {
        byte[] nowhere = new byte[64 << 10];
        while (bytes > 0)
        {
            int read = await body.ReadAsync(nowhere.AsMemory(0, (int)Math.Min(nowhere.Length, bytes)), cancel);
            if (read == 0) throw new IOException("The repository's file ends before what is here already.");
            bytes -= read;
        }
    }
}
