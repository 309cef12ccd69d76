using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Daemon.Ingest.Payloads;

/// <summary>Takes a payload as it is: the reading says how long it is, and carries it.</summary>
internal sealed class BytesPayloadDecoder(PayloadLimits limits) : IPayloadDecoder
{
    private static readonly ChannelSet s_channels = new("bytes");

    public DecodedReading Decode(ReadOnlySpan<byte> payload, DeviceStream device, Span<double> values)
    {
        if (payload.Length > limits.PayloadBytesMax) return DecodedReading.Failed(PayloadError.TooLarge);
        if (payload.IsEmpty) return DecodedReading.Failed(PayloadError.TooShort) with { At = 0 };
        values[0] = payload.Length;
        return new DecodedReading(PayloadError.None, s_channels, null) { CarriesPayload = true };
    }
}
