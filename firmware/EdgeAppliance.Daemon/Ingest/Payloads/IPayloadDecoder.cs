namespace EdgeAppliance.Daemon.Ingest.Payloads;

/// <summary>Turns a payload into one row of values. Any number of threads may use it; a payload of a shape seen before allocates nothing.</summary>
internal interface IPayloadDecoder
{
    /// <param name="values">At least <see cref="PayloadLimits.ChannelsCeiling"/> long; the first values are set, one a channel.</param>
    DecodedReading Decode(ReadOnlySpan<byte> payload, DeviceStream device, Span<double> values);
}
