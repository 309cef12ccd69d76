using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Daemon.Ingest.Payloads;

/// <summary>Reads numbers from fixed places, as small devices and radios pack them. A payload may be longer than its layout.</summary>
internal sealed class BinaryPayloadDecoder(BinaryLayout layout, PayloadTimeUnit timeUnit, PayloadLimits limits) : IPayloadDecoder
{
    private readonly ChannelSet _channels = new(layout.Channels.Select(channel => channel.Key).ToArray());
    private readonly double _unitUs = timeUnit switch { PayloadTimeUnit.Seconds => 1e6, PayloadTimeUnit.Milliseconds => 1e3, _ => 1 };
    private readonly int _bytesLeast = Math.Max(layout.Channels.Max(channel => channel.Value.End), layout.Time?.End ?? 0);

    public DecodedReading Decode(ReadOnlySpan<byte> payload, DeviceStream device, Span<double> values)
    {
        if (payload.Length > limits.PayloadBytesMax) return DecodedReading.Failed(PayloadError.TooLarge);
        if (payload.Length < _bytesLeast) return DecodedReading.Failed(PayloadError.TooShort) with { At = payload.Length };
        for (int i = 0; i < _channels.Count; i++)
        {
            values[i] = layout.Channels[i].Value.Read(payload);
            // Devices say so that they have no value.
            if (double.IsInfinity(values[i])) return DecodedReading.Failed(PayloadError.NumberOutOfRange) with { At = layout.Channels[i].Value.At };
        }
        if (layout.Time is not { } time) return new DecodedReading(PayloadError.None, _channels, null);
        double us = time.Read(payload) * _unitUs;
        if (!(us >= 0 && us < PayloadTime.UsEnd)) return DecodedReading.Failed(PayloadError.TimeInvalid) with { At = time.At };
        return new DecodedReading(PayloadError.None, _channels, (long)Math.Round(us));
    }
}
