using System.Buffers.Binary;
using System.Security.Cryptography;

namespace EdgeAppliance.Bundles.Chunks;

/// <summary>The first 16 bytes of a chunk's SHA-256. They say which bytes are worth taking; that all together are right, the whole
/// file's hash in the signed metadata says.</summary>
public readonly record struct ChunkId(UInt128 Value)
{
    public const int Bytes = 16;

    public static ChunkId Of(ReadOnlySpan<byte> chunk)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(chunk, hash);
        return Read(hash);
    }

    public static ChunkId Read(ReadOnlySpan<byte> from) => new(BinaryPrimitives.ReadUInt128BigEndian(from));

    public void Write(Span<byte> to) => BinaryPrimitives.WriteUInt128BigEndian(to, Value);
}
