using System.Buffers.Binary;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Storage.Documents;

namespace EdgeAppliance.Storage.Outbox;

/// <summary>Wraps what is stored so that damage, or a blob in another's place, is seen. Frozen format, little endian:
/// <code>
/// plain:    0 u32 magic 0x30424145 ("EAB0")   4 u32 CRC-32C of the document's key (i64) and of the content   8 content
/// sealed:   0 u32 magic 0x31424145 ("EAB1")   4 u32 0   8 session, 16 random bytes   24 i64 number in the session
///           32 content, AES-256-GCM   … tag, 16 bytes
/// </code>
/// A sealed blob's key is HKDF-SHA256 of the store's key with the session as info, its nonce the number behind 4 bytes of 0, its
/// associated data the document's key. Sessions are drawn when the store is opened, so that no pair of key and nonce comes twice.</summary>
internal sealed class BlobSeal : IDisposable
{
    public const int PlainBytes = 8;
    private const uint PlainMagic = 0x30424145;
    private const uint SealedMagic = 0x31424145;

    private volatile BlobCipher? _cipher;

    /// <summary>What is wrapped from now on is sealed.</summary>
    public void Use(BlobCipher cipher) => _cipher = cipher;

    public void Dispose() => _cipher?.Dispose();

    public byte[] Wrap(long key, ReadOnlySpan<byte> content)
    {
        if (_cipher is { } cipher)
        {
            var hidden = GC.AllocateUninitializedArray<byte>(BlobCipher.HeaderBytes + content.Length + BlobCipher.TagBytes);
            BinaryPrimitives.WriteUInt32LittleEndian(hidden, SealedMagic);
            BinaryPrimitives.WriteUInt32LittleEndian(hidden.AsSpan(4), 0);
            cipher.Seal(key, content, hidden);
            return hidden;
        }
        var blob = GC.AllocateUninitializedArray<byte>(PlainBytes + content.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(blob, PlainMagic);
        BinaryPrimitives.WriteUInt32LittleEndian(blob.AsSpan(4), Checksum(key, content));
        content.CopyTo(blob.AsSpan(PlainBytes));
        return blob;
    }

    /// <exception cref="StoreDamagedException">It is not what was wrapped for that key.</exception>
    public ReadOnlyMemory<byte> Unwrap(long key, byte[] blob) =>
        TryUnwrap(key, blob, out var content) ? content : throw new StoreDamagedException($"The document {key} is not what was written.");

    public bool TryUnwrap(long key, byte[] blob, out ReadOnlyMemory<byte> content)
    {
        content = default;
        uint magic = blob.Length < PlainBytes ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(blob);
        if (magic == SealedMagic && _cipher is { } cipher && cipher.TryOpen(key, blob, out byte[] opened))
        {
            content = opened;
            return true;
        }
        if (magic != PlainMagic || BinaryPrimitives.ReadUInt32LittleEndian(blob.AsSpan(4)) != Checksum(key, blob.AsSpan(PlainBytes))) return false;
        content = blob.AsMemory(PlainBytes);
        return true;
    }

    private static uint Checksum(long key, ReadOnlySpan<byte> content)
    {
        Span<byte> place = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(place, key);
        return Crc32C.Append(Crc32C.Of(place), content);
    }
}
