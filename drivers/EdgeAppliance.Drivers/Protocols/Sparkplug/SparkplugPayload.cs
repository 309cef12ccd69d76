namespace EdgeAppliance.Drivers.Protocols.Sparkplug;

/// <summary>A payload (Sparkplug 3.0 section 6.4.6) that was read and checked as a whole; valid as long as its bytes.</summary>
internal ref struct SparkplugPayload
{
    private ReadOnlySpan<byte> _message;
    private SparkplugLimits _limits;

    public ulong? TimestampMs { get; private set; }

    /// <summary>Counts a node's messages, from 0 to 255 and then from 0 again (section 6.4.9); an NDEATH has none.</summary>
    public byte? Sequence { get; private set; }

    /// <summary>Metrics that are in no template.</summary>
    public int Count { get; private set; }

    public readonly int Bytes => _message.Length;

    /// <summary>Its metrics in their order; every one of them can be read.</summary>
    public readonly SparkplugMetricsEnumerator GetEnumerator() => new(_message, _limits);

    public static SparkplugError Read(ReadOnlySpan<byte> message, SparkplugLimits limits, out SparkplugPayload payload)
    {
        payload = new SparkplugPayload { _message = message, _limits = limits };
        if (message.Length > limits.PayloadBytesMax) return SparkplugError.TooLarge;
        var checks = new SparkplugChecks(limits);
        var reader = new ProtoReader(message);
        while (!reader.IsAtEnd)
        {
            if (!reader.TryRead(out var field)) return SparkplugError.Malformed;
            if (field.Is(1, ProtoWire.Varint)) payload.TimestampMs = field.Bits;
            else if (field.Is(3, ProtoWire.Varint))
            {
                if (field.Bits > byte.MaxValue) return SparkplugError.Malformed;
                payload.Sequence = (byte)field.Bits;
            }
            else if (field.Is(4, ProtoWire.Bytes) && field.Bytes.SequenceEqual("SPBV1.0_COMPRESSED"u8)) return SparkplugError.Compressed;
            else if (field.Is(2, ProtoWire.Bytes))
            {
                payload.Count++;
                var error = checks.Metric(field.Bytes, 0);
                if (error != SparkplugError.None) return error;
            }
        }
        return SparkplugError.None;
    }
}
