using System.Collections.Immutable;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps;

namespace EdgeAppliance.Daemon.Ingest.Payloads;

/// <summary>Brings channels to other units as soon as they are decoded.</summary>
internal sealed class UnitConversions(IPayloadDecoder inner, ImmutableArray<ChannelConversion> conversions) : IPayloadDecoder
{
    public DecodedReading Decode(ReadOnlySpan<byte> payload, DeviceStream device, Span<double> values)
    {
        var reading = inner.Decode(payload, device, values);
        if (reading.Channels is not { } channels) return reading;
        Apply(conversions, channels, values);
        return reading;
    }

    public static void Apply(ImmutableArray<ChannelConversion> conversions, ChannelSet channels, Span<double> values)
    {
        foreach (var conversion in conversions)
            if (channels.IndexOf(conversion.Channel) is var at and >= 0) values[at] = values[at] * conversion.Scale + conversion.Offset;
    }
}
