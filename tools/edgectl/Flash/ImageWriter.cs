using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace EdgeAppliance.Edgectl.Flash;

/// <summary>Writes an image's ranges to a disk, and reads them back.</summary>
/// <param name="progress">Told the share that is done, of writing and then of reading, each from 0 to 1.</param>
internal sealed class ImageWriter(string device, bool isDevice, Action<string, double> progress)
{
    /// <summary>The kernel takes writes faster than cards do: what is not synced now and then is no progress.</summary>
    private const long SyncEvery = 16 << 20;

    private const int ChunkBytes = 1 << 20, BlockBytes = 4096;

    /// <param name="map">Null to write all of it.</param>
    /// <returns>What was written, each range with its checksum.</returns>
    /// <exception cref="IOException">The image ends early, does not fit its map, or the disk fails.</exception>
    public IReadOnlyList<BlockRange> Write(Stream image, BlockMap? map, long imageBytes, CancellationToken stop)
    {
        using var disk = RawDisk.OpenToWrite(device, isDevice);
        var written = new List<BlockRange>();
        byte[] chunk = new byte[ChunkBytes];
        long at = 0, unsynced = 0;
        foreach (var range in map?.Ranges ?? Whole(imageBytes))
        {
            Skip(image, range.Offset - at, chunk);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            for (long left = range.Bytes; left > 0;)
            {
                stop.ThrowIfCancellationRequested();
                int take = (int)Math.Min(left, chunk.Length);
                if (image.ReadAtLeast(chunk.AsSpan(0, take), take, throwOnEndOfStream: false) < take) throw new IOException("the image ends before its time");
                hash.AppendData(chunk, 0, take);
                RandomAccess.Write(disk, chunk.AsSpan(0, take), range.Offset + range.Bytes - left);
                left -= take;
                if ((unsynced += take) < SyncEvery) continue;
                RandomAccess.FlushToDisk(disk);
                unsynced = 0;
                progress("writing", (double)(range.Offset + range.Bytes - left) / imageBytes);
            }
            at = range.Offset + range.Bytes;
            string found = Convert.ToHexStringLower(hash.GetHashAndReset());
            if (range.Sha256 is { } wanted && wanted != found) throw new IOException($"the image does not fit its block map: bytes {range.Offset} to {at} are others");
            written.Add(range with { Sha256 = found });
        }
        Skip(image, imageBytes - at, chunk);
        if (image.Read(chunk) > 0) throw new IOException("the image is longer than it says");
        RandomAccess.FlushToDisk(disk);
        progress("writing", 1);
        return written;
    }

    /// <exception cref="IOException">What comes back is not what was written.</exception>
    public unsafe void ReadBack(IReadOnlyList<BlockRange> written, CancellationToken stop)
    {
        using var disk = RawDisk.OpenToReadBack(device);
        byte* memory = (byte*)System.Runtime.InteropServices.NativeMemory.AlignedAlloc(ChunkBytes, BlockBytes);
        try
        {
            long total = written.Sum(range => range.Bytes), done = 0;
            foreach (var range in written)
            {
                if (Hash(disk, range, new Span<byte>(memory, ChunkBytes), stop) != range.Sha256)
                    throw new IOException($"{device} gives back other bytes than were written, between {range.Offset} and {range.Offset + range.Bytes}: the card is bad, or not as large as it says");
                progress("reading back", (double)(done += range.Bytes) / total);
            }
        }
        finally
        {
            System.Runtime.InteropServices.NativeMemory.AlignedFree(memory);
        }
    }

    private static string Hash(SafeFileHandle disk, BlockRange range, Span<byte> chunk, CancellationToken stop)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (long done = 0; done < range.Bytes;)
        {
            stop.ThrowIfCancellationRequested();
            // Whole blocks are asked for; what is behind the range is left out.
            int read = RandomAccess.Read(disk, chunk, range.Offset + done);
            int take = (int)Math.Min(read, range.Bytes - done);
            if (take <= 0) return "";
            hash.AppendData(chunk[..take]);
            done += take;
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Passes over what the map leaves out. The map is not signed: what it left out of the image would be what the card held before, under the image's good name.</summary>
    private static void Skip(Stream image, long bytes, byte[] chunk)
    {
        while (bytes > 0)
        {
            int read = image.Read(chunk, 0, (int)Math.Min(bytes, chunk.Length));
            if (read == 0) throw new IOException("the image ends before its time");
            if (chunk.AsSpan(0, read).IndexOfAnyExcept((byte)0) >= 0) throw new IOException("the image does not fit its block map, which leaves out what the image holds");
            bytes -= read;
        }
    }

    /// <summary>In pieces, so that what is bad is told by its place.</summary>
    private static IEnumerable<BlockRange> Whole(long bytes)
    {
        const long Piece = 64 << 20;
        for (long at = 0; at < bytes; at += Piece) yield return new BlockRange(at, Math.Min(Piece, bytes - at), null);
    }
}
