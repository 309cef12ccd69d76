namespace EdgeAppliance.Drivers.Protocols.Sparkplug;

/// <summary>Holds the metrics of a payload against the limits, with all that lies in them: templates with metrics and parameters,
/// property sets in one another, data sets. Depth is counted down by it alone, so that no message makes the stack deep.</summary>
internal ref struct SparkplugChecks(SparkplugLimits limits)
{
    private int _metrics;

    public SparkplugError Metric(ReadOnlySpan<byte> message, int depth)
    {
        if (++_metrics > limits.MetricsMax) return SparkplugError.TooManyMetrics;
        var error = SparkplugMetric.Read(message, limits, out var metric);
        if (error == SparkplugError.None && !metric.Properties.IsEmpty) error = PropertySet(metric.Properties, depth + 1);
        if (error != SparkplugError.None) return error;
        return metric.Kind switch
        {
            SparkplugValueKind.DataSet => SparkplugDataSet.Check(metric.Bytes, limits),
            SparkplugValueKind.Template => Template(metric.Bytes, depth + 1),
            _ => SparkplugError.None,
        };
    }

    private SparkplugError Template(ReadOnlySpan<byte> message, int depth)
    {
        if (depth > limits.DepthMax) return SparkplugError.TooDeep;
        var reader = new ProtoReader(message);
        while (!reader.IsAtEnd)
        {
            if (!reader.TryRead(out var field)) return SparkplugError.Malformed;
            var error = SparkplugError.None;
            if (field.Is(2, ProtoWire.Bytes)) error = Metric(field.Bytes, depth);
            else if (field.Is(3, ProtoWire.Bytes)) error = Parameter(field.Bytes);
            if (error != SparkplugError.None) return error;
        }
        return SparkplugError.None;
    }

    private readonly SparkplugError Parameter(ReadOnlySpan<byte> message)
    {
        var reader = new ProtoReader(message);
        while (!reader.IsAtEnd)
        {
            if (!reader.TryRead(out var field)) return SparkplugError.Malformed;
            if (field.Is(1, ProtoWire.Bytes) && field.Bytes.Length > limits.NameBytesMax) return SparkplugError.NameTooLong;
            if (field.Is(8, ProtoWire.Bytes) && field.Bytes.Length > limits.TextBytesMax) return SparkplugError.TextTooLong;
        }
        return SparkplugError.None;
    }

    private readonly SparkplugError PropertySet(ReadOnlySpan<byte> message, int depth)
    {
        if (depth > limits.DepthMax) return SparkplugError.TooDeep;
        var reader = new ProtoReader(message);
        while (!reader.IsAtEnd)
        {
            if (!reader.TryRead(out var field)) return SparkplugError.Malformed;
            var error = SparkplugError.None;
            if (field.Is(1, ProtoWire.Bytes) && field.Bytes.Length > limits.NameBytesMax) error = SparkplugError.NameTooLong;
            else if (field.Is(2, ProtoWire.Bytes)) error = PropertyValue(field.Bytes, depth);
            if (error != SparkplugError.None) return error;
        }
        return SparkplugError.None;
    }

    private readonly SparkplugError PropertyValue(ReadOnlySpan<byte> message, int depth)
    {
        var reader = new ProtoReader(message);
        while (!reader.IsAtEnd)
        {
            if (!reader.TryRead(out var field)) return SparkplugError.Malformed;
            var error = SparkplugError.None;
            if (field.Is(8, ProtoWire.Bytes) && field.Bytes.Length > limits.TextBytesMax) error = SparkplugError.TextTooLong;
            else if (field.Is(9, ProtoWire.Bytes)) error = PropertySet(field.Bytes, depth + 1);
            else if (field.Is(10, ProtoWire.Bytes)) error = PropertySetList(field.Bytes, depth + 1);
            if (error != SparkplugError.None) return error;
        }
        return SparkplugError.None;
    }

    private readonly SparkplugError PropertySetList(ReadOnlySpan<byte> message, int depth)
    {
        if (depth > limits.DepthMax) return SparkplugError.TooDeep;
        var reader = new ProtoReader(message);
        while (!reader.IsAtEnd)
        {
            if (!reader.TryRead(out var field)) return SparkplugError.Malformed;
            if (!field.Is(1, ProtoWire.Bytes)) continue;
            var error = PropertySet(field.Bytes, depth + 1);
            if (error != SparkplugError.None) return error;
        }
        return SparkplugError.None;
    }
}
