using System.Buffers;

namespace EdgeAppliance.Core.Files;

/// <summary>Writes what is long a piece at a time, each on the disk before the next: what others sync meanwhile waits behind one piece, and
/// not behind all that has gathered in memory.</summary>
public static class LongFile
{
    /// <summary>So much is some 25 ms of a slow card's time.</summary>
    public const int PieceBytes = 256 << 10;

    /// <summary>Copies <paramref name="content"/> to its end; the bytes are on stable storage on return.</summary>
    /// <exception cref="IOException">The disk is full, read-only or failing.</exception>
    public static void Write(FileStream file, Stream content)
    {
        byte[] piece = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            int read;
            do
            {
                read = content.ReadAtLeast(piece.AsSpan(0, PieceBytes), PieceBytes, throwOnEndOfStream: false);
                file.Write(piece, 0, read);
                file.Flush(flushToDisk: true);
            }
            while (read == PieceBytes);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }
}
