using System.Buffers.Binary;
using System.Text;

namespace EdgeAppliance.Drivers.Protocols.Coap;

/// <summary>Writes a message into a buffer of the caller. Options come in the order of their numbers.</summary>
/// <exception cref="ArgumentException">The buffer is too short: the callers keep what they write below a datagram.</exception>
internal ref struct CoapWriter
{
    private readonly Span<byte> _buffer;
    private int _number;

    public CoapWriter(Span<byte> buffer, CoapType type, CoapCode code, ushort messageId, ReadOnlySpan<byte> token)
    {
        _buffer = buffer;
        buffer[0] = (byte)(0x40 | ((int)type << 4) | token.Length);
        buffer[1] = (byte)code;
        BinaryPrimitives.WriteUInt16BigEndian(buffer[2..], messageId);
        token.CopyTo(buffer[CoapMessage.HeaderBytes..]);
        Length = CoapMessage.HeaderBytes + token.Length;
    }

    public int Length { get; private set; }

    public readonly ReadOnlySpan<byte> Written => _buffer[..Length];

    /// <returns>A message of a header alone, in the buffer.</returns>
    public static ReadOnlySpan<byte> Empty(Span<byte> buffer, CoapType type, ushort messageId) =>
        buffer[..new CoapWriter(buffer, type, CoapCode.Empty, messageId, []).Length];

    public void Option(int number, scoped ReadOnlySpan<byte> value)
    {
        if (number < _number) throw new ArgumentOutOfRangeException(nameof(number), number, "Options come in the order of their numbers.");
        int at = Length++;
        int delta = Extend(number - _number);
        int length = Extend(value.Length);
        _buffer[at] = (byte)((delta << 4) | length);
        value.CopyTo(_buffer[Length..]);
        Length += value.Length;
        _number = number;
    }

    public void Option(int number, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        Option(number, bytes.TrimStart((byte)0));
    }

    public void Option(int number, string value)
    {
        Span<byte> bytes = stackalloc byte[255];
        Option(number, bytes[..Encoding.UTF8.GetBytes(value, bytes)]);
    }

    public void Payload(scoped ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty) return;
        _buffer[Length++] = 0xff;
        payload.CopyTo(_buffer[Length..]);
        Length += payload.Length;
    }

    private int Extend(int number)
    {
        if (number < 13) return number;
        if (number < 269)
        {
            _buffer[Length++] = (byte)(number - 13);
            return 13;
        }
        BinaryPrimitives.WriteUInt16BigEndian(_buffer[Length..], (ushort)(number - 269));
        Length += 2;
        return 14;
    }
}
