using System.Buffers;
using System.Collections.Concurrent;

namespace EdgeAppliance.Core.Readings;

/// <summary>Bytes that belong to a reading, such as the picture that a camera took. Pooled: whoever calls <see cref="Retain"/> calls
/// <see cref="Release"/>; after the last release it must not be touched. Never changed once it is made; any thread may read it.</summary>
public sealed class Blob
{
    /// <summary>Larger than this none may be.</summary>
    public const int BytesMax = 16 << 20;

    private const int KeptMax = 64;

    private static readonly ConcurrentQueue<Blob> s_kept = new();

    private byte[] _bytes = [];
    private int _length;
    private int _references;

    private Blob()
    {
    }

    public BlobKind Kind { get; private set; }

    /// <summary>In pixels, where <see cref="Kind"/> is of pixels; else 0.</summary>
    public int Width { get; private set; }

    public int Height { get; private set; }

    public int Length => _length;

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <summary>A copy of the bytes, with one reference for the caller.</summary>
    public static Blob Copy(ReadOnlySpan<byte> bytes, BlobKind kind = BlobKind.Bytes, int width = 0, int height = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes.Length, BytesMax);
        if (!s_kept.TryDequeue(out var blob)) blob = new Blob();
        blob._bytes = ArrayPool<byte>.Shared.Rent(bytes.Length);
        bytes.CopyTo(blob._bytes);
        (blob._length, blob.Kind, blob.Width, blob.Height) = (bytes.Length, kind, width, height);
        Volatile.Write(ref blob._references, 1);
        return blob;
    }

    public Blob Retain()
    {
        Interlocked.Increment(ref _references);
        return this;
    }

    public void Release()
    {
        int left = Interlocked.Decrement(ref _references);
        if (left > 0) return;
        if (left < 0) throw new InvalidOperationException("A blob was released more often than it was retained.");
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        _length = 0;
        if (s_kept.Count < KeptMax) s_kept.Enqueue(this);
    }
}
