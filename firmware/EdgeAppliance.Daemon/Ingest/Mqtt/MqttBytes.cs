using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace EdgeAppliance.Daemon.Ingest.Mqtt;

/// <summary>Bytes that grow, from the pool: what a connection is about to be sent, or the store. One thread at a time uses it.</summary>
internal sealed class MqttBytes
{
    private const int BytesFirst = 512;
    private const int BytesKept = 16 * 1024;

    /// <summary>The first byte, and a length of up to four.</summary>
    private const int HeaderBytesMax = 5;

    [ThreadStatic]
    private static MqttBytes? t_spare;

    private byte[] _bytes = [];

    private MqttBytes()
    {
    }

    public int Count { get; private set; }

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Count);

    public static MqttBytes Rent()
    {
        var rented = t_spare ?? new MqttBytes();
        t_spare = null;
        return rented;
    }

    /// <summary>Must not be used any more by who gives it back.</summary>
    public void Return()
    {
        Count = 0;
        if (_bytes.Length <= BytesKept && t_spare is null) t_spare = this;
        else if (_bytes.Length > 0) ArrayPool<byte>.Shared.Return(Interlocked.Exchange(ref _bytes, []));
    }

    public void U8(byte value) => Room(1)[0] = value;

    public void U16(int value) => BinaryPrimitives.WriteUInt16BigEndian(Room(sizeof(ushort)), (ushort)value);

    public void U32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Room(sizeof(uint)), value);

    public void I64(long value) => BinaryPrimitives.WriteInt64BigEndian(Room(sizeof(long)), value);

    public void Raw(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Room(bytes.Length));

    public void Text(ReadOnlySpan<char> text)
    {
        int bytes = Encoding.UTF8.GetByteCount(text);
        U16(bytes);
        Encoding.UTF8.GetBytes(text, Room(bytes));
    }

    public void Binary(ReadOnlySpan<byte> bytes)
    {
        U16(bytes.Length);
        Raw(bytes);
    }

    public void VarInt(int value)
    {
        do
        {
            U8((byte)((value & 0x7f) | (value > 0x7f ? 0x80 : 0)));
            value >>= 7;
        }
        while (value > 0);
    }

    public static int VarIntBytes(int value) => value < 1 << 7 ? 1 : value < 1 << 14 ? 2 : value < 1 << 21 ? 3 : 4;

    /// <returns>What <see cref="End"/> needs.</returns>
    public int Begin(byte first)
    {
        int start = Count;
        Room(HeaderBytesMax)[0] = first;
        return start;
    }

    /// <summary>Writes the packet's length before what was written since.</summary>
    public void End(int start)
    {
        int body = Count - start - HeaderBytesMax;
        Count = start + 1;
        VarInt(body);
        _bytes.AsSpan(start + HeaderBytesMax, body).CopyTo(_bytes.AsSpan(Count));
        Count += body;
    }

    public void CutTo(int count) => Count = count;

    private Span<byte> Room(int count)
    {
        if (Count + count > _bytes.Length) Grow(count);
        Count += count;
        return _bytes.AsSpan(Count - count, count);
    }

    private void Grow(int count)
    {
        byte[] grown = ArrayPool<byte>.Shared.Rent(Math.Max(BytesFirst, Math.Max(Count + count, _bytes.Length * 2)));
        _bytes.AsSpan(0, Count).CopyTo(grown);
        if (_bytes.Length > 0) ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = grown;
    }
}
