using System.Buffers;

namespace EdgeAppliance.Drivers.Protocols.Sparkplug;

/// <summary>Writes a payload (Sparkplug 3.0 section 6.4.6): <see cref="Begin"/>, then its metrics. Nothing is allocated beside the output.</summary>
internal readonly struct SparkplugPayloadWriter(IBufferWriter<byte> output)
{
    private readonly ProtoWriter _proto = new(output);

    /// <param name="sequence">Null for an NDEATH and for commands, which have none.</param>
    public void Begin(ulong timestampMs, byte? sequence)
    {
        _proto.Varint(1, timestampMs);
        if (sequence is { } number) _proto.Varint(3, number);
    }

    public void Metric(in SparkplugMetric metric)
    {
        _proto.Length(2, SizeOf(metric));
        if (!metric.Name.IsEmpty) _proto.Bytes(1, metric.Name);
        if (metric.Alias is { } alias) _proto.Varint(2, alias);
        if (metric.TimestampMs is { } time) _proto.Varint(3, time);
        if (metric.Type != SparkplugDataType.Unknown) _proto.Varint(4, (ulong)metric.Type);
        if (metric.IsHistorical) _proto.Varint(5, 1);
        if (metric.IsTransient) _proto.Varint(6, 1);
        if (metric.IsNull) _proto.Varint(7, 1);
        if (!metric.Properties.IsEmpty) _proto.Bytes(9, metric.Properties);
        if (!metric.IsNull) Value(metric);
    }

    /// <summary>The metric's own bytes, without what stands before it in a payload.</summary>
    public static int SizeOf(in SparkplugMetric metric)
    {
        int size = metric.Name.IsEmpty ? 0 : ProtoWriter.BytesFieldBytes(1, metric.Name.Length);
        if (metric.Alias is { } alias) size += ProtoWriter.VarintFieldBytes(2, alias);
        if (metric.TimestampMs is { } time) size += ProtoWriter.VarintFieldBytes(3, time);
        if (metric.Type != SparkplugDataType.Unknown) size += ProtoWriter.VarintFieldBytes(4, (ulong)metric.Type);
        size += 2 * ((metric.IsHistorical ? 1 : 0) + (metric.IsTransient ? 1 : 0) + (metric.IsNull ? 1 : 0));
        if (!metric.Properties.IsEmpty) size += ProtoWriter.BytesFieldBytes(9, metric.Properties.Length);
        return metric.IsNull ? size : size + ValueSize(metric);
    }

    private static int ValueSize(in SparkplugMetric metric) => metric.Kind switch
    {
        SparkplugValueKind.None => 0,
        SparkplugValueKind.Float => 1 + sizeof(uint),
        SparkplugValueKind.Double => 1 + sizeof(ulong),
        SparkplugValueKind.Int or SparkplugValueKind.Long or SparkplugValueKind.Boolean => ProtoWriter.VarintFieldBytes((int)metric.Kind, metric.Bits),
        _ => ProtoWriter.BytesFieldBytes((int)metric.Kind, metric.Bytes.Length),
    };

    private void Value(in SparkplugMetric metric)
    {
        int field = (int)metric.Kind;
        switch (metric.Kind)
        {
            case SparkplugValueKind.None: break;
            case SparkplugValueKind.Float: _proto.Fixed32(field, (uint)metric.Bits); break;
            case SparkplugValueKind.Double: _proto.Fixed64(field, metric.Bits); break;
            case SparkplugValueKind.Int or SparkplugValueKind.Long or SparkplugValueKind.Boolean: _proto.Varint(field, metric.Bits); break;
            default: _proto.Bytes(field, metric.Bytes); break;
        }
    }
}
