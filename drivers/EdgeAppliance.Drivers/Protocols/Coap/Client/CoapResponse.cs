namespace EdgeAppliance.Drivers.Protocols.Coap.Client;

/// <summary>What a server answered, or a block of it.</summary>
internal sealed record CoapResponse(CoapCode Code, ReadOnlyMemory<byte> Payload)
{
    public int ContentFormat { get; init; } = CoapFormat.None;

    public ReadOnlyMemory<byte> ETag { get; init; }

    public CoapBlock? Block1 { get; init; }

    public CoapBlock? Block2 { get; init; }

    /// <summary>How long it holds; where it is observed, the next one comes within it (RFC 7641 section 4.3.1).</summary>
    public uint MaxAgeSeconds { get; init; } = 60;

    /// <summary>A notification's number; null where it is none.</summary>
    public uint? Observe { get; init; }

    public bool IsSuccess => (byte)Code >> 5 == 2;

    /// <summary>As <c>4.04</c>.</summary>
    public string CodeText => $"{(byte)Code >> 5}.{(byte)Code & 31:00}";

    /// <returns>Null where it has a critical option that is not known, which no answer may have (RFC 7252 section 5.4.1).</returns>
    public static CoapResponse? Read(in CoapMessage message)
    {
        var response = new CoapResponse(message.Code, message.Payload.ToArray());
        var options = message.Options;
        while (options.TryRead())
        {
            uint number;
            switch (options.Number)
            {
                case CoapOption.ContentFormat when options.TryReadNumber(2, out number): response = response with { ContentFormat = (int)number }; break;
                case CoapOption.Observe when options.TryReadNumber(3, out number): response = response with { Observe = number }; break;
                case CoapOption.MaxAge when options.TryReadNumber(4, out number): response = response with { MaxAgeSeconds = number }; break;
                case CoapOption.ETag when options.Value.Length is >= 1 and <= 8: response = response with { ETag = options.Value.ToArray() }; break;
                case CoapOption.Block1 when CoapBlock.TryRead(options, out var block): response = response with { Block1 = block }; break;
                case CoapOption.Block2 when CoapBlock.TryRead(options, out var block): response = response with { Block2 = block }; break;
                default:
                    if (CoapOption.IsCritical(options.Number)) return null;
                    break;
            }
        }
        return response;
    }
}
