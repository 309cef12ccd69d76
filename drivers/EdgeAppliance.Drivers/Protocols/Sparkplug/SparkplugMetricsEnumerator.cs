namespace EdgeAppliance.Drivers.Protocols.Sparkplug;

/// <summary>Goes through the metrics of a payload, or of a template, that was checked.</summary>
/// <param name="message">Holds its metrics in field 2, as both kinds do.</param>
internal ref struct SparkplugMetricsEnumerator(ReadOnlySpan<byte> message, SparkplugLimits limits)
{
    private ProtoReader _reader = new(message);
    private SparkplugMetric _current;

    public readonly SparkplugMetric Current => _current;

    public readonly SparkplugMetricsEnumerator GetEnumerator() => this;

    public bool MoveNext()
    {
        while (!_reader.IsAtEnd && _reader.TryRead(out var field))
            if (field.Is(2, ProtoWire.Bytes)) return SparkplugMetric.Read(field.Bytes, limits, out _current) == SparkplugError.None;
        return false;
    }
}
