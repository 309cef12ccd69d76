using System.Buffers.Binary;
using System.Text;

namespace EdgeAppliance.Drivers.Protocols.Amqp;

/// <summary>Writes frames (part 2, section 2.3) and values behind one another; the buffer is kept, so that nothing is allocated once it has grown.</summary>
/// <remarks>Used by one thread at a time.</remarks>
internal sealed class AmqpWriter
{
    private const int DepthMax = 4;
    private const byte DataOffset = 2;

    private readonly int[] _lists = new int[DepthMax];
    private readonly uint[] _counts = new uint[DepthMax];
    private byte[] _bytes = new byte[512];
    private int _depth;
    private int _frame;

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    public int Capacity => _bytes.Length;

    public void Clear() => Length = 0;

    public void BeginFrame(byte type, ushort channel)
    {
        _frame = Length;
        var head = Room(8);
        head[4] = DataOffset;
        head[5] = type;
        BinaryPrimitives.WriteUInt16BigEndian(head[6..], channel);
    }

    public void EndFrame() => BinaryPrimitives.WriteInt32BigEndian(_bytes.AsSpan(_frame), Length - _frame);

    /// <summary>Bytes of the open frame so far.</summary>
    public int FrameBytes => Length - _frame;

    /// <summary>Opens a described list, which is a value of the list around it.</summary>
    public void BeginList(byte descriptor)
    {
        Descriptor(descriptor);
        Room(1)[0] = AmqpCode.List32;
        _lists[_depth] = Length;
        _counts[_depth++] = 0;
        Room(8);
    }

    public void EndList()
    {
        int at = _lists[--_depth];
        BinaryPrimitives.WriteInt32BigEndian(_bytes.AsSpan(at), Length - at - 4);
        BinaryPrimitives.WriteUInt32BigEndian(_bytes.AsSpan(at + 4), _counts[_depth]);
    }

    /// <summary>What the next value is, outside of a list: a section of a message.</summary>
    public void Descriptor(byte descriptor)
    {
        Count();
        var head = Room(3);
        (head[0], head[1], head[2]) = (AmqpCode.Described, AmqpCode.SmallULong, descriptor);
    }

    public void Null() => Code(AmqpCode.Null);

    public void Nulls(int count)
    {
        for (; count > 0; count--) Null();
    }

    public void Flag(bool value) => Code(value ? AmqpCode.True : AmqpCode.False);

    public void UByte(byte value)
    {
        Code(AmqpCode.UByte);
        Room(1)[0] = value;
    }

    public void UShort(ushort value)
    {
        Code(AmqpCode.UShort);
        BinaryPrimitives.WriteUInt16BigEndian(Room(2), value);
    }

    public void UInt(uint value)
    {
        if (value == 0)
        {
            Code(AmqpCode.UInt0);
            return;
        }
        Code(AmqpCode.UInt);
        BinaryPrimitives.WriteUInt32BigEndian(Room(4), value);
    }

    public void ULong(ulong value)
    {
        Code(AmqpCode.ULong);
        BinaryPrimitives.WriteUInt64BigEndian(Room(8), value);
    }

    /// <summary>Null is written as such.</summary>
    public void Text(string? text) => Encoded(AmqpCode.String32, text);

    /// <inheritdoc cref="Text"/>
    public void Symbol(string? text) => Encoded(AmqpCode.Symbol32, text);

    public void Binary(ReadOnlySpan<byte> value)
    {
        BinaryHead(value.Length);
        Raw(value);
    }

    /// <summary>Before a binary whose bytes follow as <see cref="Raw"/>.</summary>
    public void BinaryHead(int length)
    {
        Code(AmqpCode.Binary32);
        BinaryPrimitives.WriteInt32BigEndian(Room(4), length);
    }

    public void Symbols(params ReadOnlySpan<string> symbols)
    {
        int size = 2;
        foreach (string symbol in symbols) size += 1 + symbol.Length;
        Code(AmqpCode.Array8);
        var head = Room(3);
        (head[0], head[1], head[2]) = ((byte)size, (byte)symbols.Length, AmqpCode.Symbol8);
        foreach (string symbol in symbols)
        {
            Room(1)[0] = (byte)symbol.Length;
            Encoding.ASCII.GetBytes(symbol, Room(symbol.Length));
        }
    }

    public void Error(AmqpError? error)
    {
        if (error is null)
        {
            Null();
            return;
        }
        BeginList(AmqpCode.ErrorDescriptor);
        Symbol(error.Condition);
        Text(error.Text);
        EndList();
    }

    /// <summary>Bytes that are encoded already, and count as no value.</summary>
    public void Raw(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Room(bytes.Length));

    private void Encoded(byte code, string? text)
    {
        if (text is null)
        {
            Null();
            return;
        }
        int length = Encoding.UTF8.GetByteCount(text);
        Code(code);
        BinaryPrimitives.WriteInt32BigEndian(Room(4), length);
        Encoding.UTF8.GetBytes(text, Room(length));
    }

    private void Code(byte code)
    {
        Count();
        Room(1)[0] = code;
    }

    private void Count()
    {
        if (_depth > 0) _counts[_depth - 1]++;
    }

    private Span<byte> Room(int count)
    {
        if (Length + count > _bytes.Length) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + count));
        var room = _bytes.AsSpan(Length, count);
        Length += count;
        return room;
    }
}
