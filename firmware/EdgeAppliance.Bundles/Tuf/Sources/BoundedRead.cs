namespace EdgeAppliance.Bundles.Tuf.Sources;

/// <summary>Reads what a source sends, however long it goes on.</summary>
public static class BoundedRead
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
}
