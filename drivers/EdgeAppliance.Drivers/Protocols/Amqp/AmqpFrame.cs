using System.Buffers.Binary;

namespace EdgeAppliance.Drivers.Protocols.Amqp;

/// <summary>A frame (part 2, section 2.3.1): its size, where its body begins, its type and channel.</summary>
internal readonly ref struct AmqpFrame
{
    public const byte AmqpType = 0;
    public const byte SaslType = 1;
    private const int HeadBytes = 8;

    private AmqpFrame(ReadOnlySpan<byte> frame, int bodyAt)
    {
        Size = frame.Length;
        Type = frame[5];
        Channel = BinaryPrimitives.ReadUInt16BigEndian(frame[6..]);
        Body = frame[bodyAt..];
    }

    public int Size { get; }

    public byte Type { get; }

    public ushort Channel { get; }

    /// <summary>Empty where the frame is a sign of life.</summary>
    public ReadOnlySpan<byte> Body { get; }

    /// <returns>False where the frame has not arrived whole.</returns>
    /// <exception cref="AmqpException">It is none, or larger than <paramref name="bytesMax"/>.</exception>
    public static bool TryRead(ReadOnlySpan<byte> bytes, int bytesMax, out AmqpFrame frame)
    {
        frame = default;
        if (bytes.Length < HeadBytes) return false;
        uint size = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        if (size < HeadBytes) throw new AmqpException(AmqpCondition.FramingError, "A frame is shorter than its head.");
        if (size > bytesMax) throw new AmqpException(AmqpCondition.FramingError, $"A frame has {size} bytes, and {bytesMax} are taken.");
        int bodyAt = bytes[4] * 4;
        if (bodyAt < HeadBytes || bodyAt > size) throw new AmqpException(AmqpCondition.FramingError, "A frame's body begins outside of it.");
        if (bytes.Length < size) return false;
        frame = new AmqpFrame(bytes[..(int)size], bodyAt);
        return true;
    }
}
