using System.Buffers.Binary;

namespace EdgeAppliance.Drivers.Protocols.Coap;

/// <summary>A datagram's parts, which lie in the datagram (RFC 7252 section 3). Nothing is copied.</summary>
internal readonly ref struct CoapMessage
{
    public const int HeaderBytes = 4;
    public const int TokenBytesMax = 8;

    /// <summary>More than any real request has; a datagram full of empty options is refused.</summary>
    private const int OptionsMax = 64;
    private const byte PayloadMarker = 0xff;

    private CoapMessage(ReadOnlySpan<byte> datagram)
    {
        Type = (CoapType)((datagram[0] >> 4) & 3);
        Code = (CoapCode)datagram[1];
        MessageId = BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]);
    }

    public CoapType Type { get; }

    public CoapCode Code { get; }

    public ushort MessageId { get; }

    public ReadOnlySpan<byte> Token { get; private init; }

    /// <summary>Checked already, so that reading them does not fail.</summary>
    public ReadOnlySpan<byte> OptionBytes { get; private init; }

    public ReadOnlySpan<byte> Payload { get; private init; }

    public bool IsRequest => (byte)Code is > 0 and < 32;

    public CoapOptionReader Options => new(OptionBytes);

    /// <param name="message">Its type, code and id are set on a format error too.</param>
    public static CoapParse TryParse(ReadOnlySpan<byte> datagram, out CoapMessage message)
    {
        message = default;
        if (datagram.Length < HeaderBytes || datagram[0] >> 6 != 1) return CoapParse.Ignored;
        message = new CoapMessage(datagram);
        int tokenBytes = datagram[0] & 15;
        if (tokenBytes > TokenBytesMax || datagram.Length < HeaderBytes + tokenBytes) return CoapParse.FormatError;
        // Section 4.1: an empty message has nothing behind its id.
        if (message.Code == CoapCode.Empty && datagram.Length > HeaderBytes) return CoapParse.FormatError;
        var rest = datagram[(HeaderBytes + tokenBytes)..];
        var options = new CoapOptionReader(rest);
        int count = 0;
        while (options.TryRead())
            if (++count > OptionsMax) return CoapParse.FormatError;
        if (options.IsFaulty) return CoapParse.FormatError;
        var behind = rest[options.Position..];
        // Section 3: a payload marker with no payload is a format error.
        if (behind.Length == 1) return CoapParse.FormatError;
        message = new CoapMessage(datagram)
        {
            Token = datagram.Slice(HeaderBytes, tokenBytes),
            OptionBytes = rest[..options.Position],
            Payload = behind.IsEmpty ? behind : behind[1..],
        };
        return CoapParse.Message;
    }

    public static bool IsPayloadMarker(byte first) => first == PayloadMarker;
}
