namespace EdgeAppliance.Daemon.Ingest.Payloads;

/// <summary>Makes a mapping's decoders.</summary>
internal static class PayloadDecoders
{
    /// <summary>Of the format that the mapping names.</summary>
    /// <exception cref="FormatException">A pointer of the mapping is wrong.</exception>
    public static IPayloadDecoder Of(PayloadMapping mapping, PayloadLimits limits) => Of(mapping.Format, mapping, limits);

    /// <exception cref="FormatException">A pointer of the mapping is wrong.</exception>
    public static IPayloadDecoder Of(PayloadFormat format, PayloadMapping mapping, PayloadLimits limits)
    {
        IPayloadDecoder decoder = format switch
        {
            PayloadFormat.Cbor => new CborPayloadDecoder(mapping, limits),
            PayloadFormat.Text => new KeyValueText(limits),
            PayloadFormat.Binary => new BinaryPayloadDecoder(mapping.Layout!, mapping.TimeUnit, limits),
            PayloadFormat.Bytes => new BytesPayloadDecoder(limits),
            _ => new JsonPayloadDecoder(mapping, limits),
        };
        return mapping.Conversions.IsEmpty ? decoder : new UnitConversions(decoder, mapping.Conversions);
    }
}
