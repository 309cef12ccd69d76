using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace EdgeAppliance.Core.Steps.Privacy.Noise;

/// <summary>Bits that nobody can tell from chance without the key, and that are the same each time for the same value of the same reading: HMAC-SHA-256, as
/// a pseudorandom function, of what the noise is for, the reading's time and place in it, the value, and a counter. A reading that is processed again, after a
/// crash or from a rescued store, gets the noise that it had, so nobody can average it away.</summary>
internal sealed class KeyedChance : Chance
{
    private const int TopicBytes = SHA256.HashSizeInBytes;
    private const int BlockBytes = HMACSHA256.HashSizeInBytes;

    private readonly byte[] _key;
    private readonly byte[] _message = new byte[TopicBytes + 4 * sizeof(long)];
    private readonly byte[] _block = new byte[BlockBytes];
    private int _used = BlockBytes;
    private long _blocks;

    /// <param name="topic">Whatever must not have the same noise as another, in order.</param>
    public KeyedChance(byte[] key, params ReadOnlySpan<string> topic)
    {
        _key = key;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (string part in topic)
        {
            byte[] text = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32LittleEndian(length, text.Length);
            hash.AppendData(length);
            hash.AppendData(text);
        }
        hash.GetHashAndReset(_message);
    }

    protected override void Seek(long timeUs, long ordinal, long count)
    {
        Write(0, timeUs);
        Write(1, ordinal);
        Write(2, count);
        (_used, _blocks) = (BlockBytes, 0);
    }

    protected override ulong Next()
    {
        if (_used == BlockBytes)
        {
            Write(3, _blocks++);
            HMACSHA256.HashData(_key, _message, _block);
            _used = 0;
        }
        _used += sizeof(ulong);
        return BinaryPrimitives.ReadUInt64LittleEndian(_block.AsSpan(_used - sizeof(ulong)));
    }

    private void Write(int place, long number) => BinaryPrimitives.WriteInt64LittleEndian(_message.AsSpan(TopicBytes + place * sizeof(long)), number);
}
