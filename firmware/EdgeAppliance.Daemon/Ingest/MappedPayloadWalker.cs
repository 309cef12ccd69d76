using System.Text.Json;
using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>Picks the channels of a map out of a payload. A channel that is not in the payload is missing (NaN); true and
/// false are 1 and 0.</summary>
internal sealed class MappedPayloadWalker
{
    private readonly JsonPointerNode _root = JsonPointerNode.Root();
    private readonly ChannelSet _channels;
    private readonly PayloadTime _time;

    public MappedPayloadWalker(PayloadMapping mapping, PayloadTime time, PayloadLimits limits)
    {
        if (mapping.Channels.Length > limits.ChannelsMax) throw new FormatException($"The map has more than {limits.ChannelsMax} channels.");
        _time = time;
        _channels = new ChannelSet(mapping.Channels.Select(c => c.Key).ToArray());
        for (int i = 0; i < mapping.Channels.Length; i++) _root.Add(mapping.Channels[i].Value, i);
        if (mapping.TimePointer is { } pointer) _root.Add(pointer, JsonPointerNode.Time);
    }

    /// <param name="reader">Stands on the start of the payload's object; on its end afterwards.</param>
    public DecodedReading Walk(ref Utf8JsonReader reader, Span<double> values)
    {
        values[.._channels.Count].Fill(double.NaN);
        var walk = new Walked();
        var error = WalkObject(ref reader, _root, values, ref walk);
        if (error == PayloadError.None && !walk.AnyChannel) error = PayloadError.NoChannel;
        return error == PayloadError.None ? new DecodedReading(error, _channels, walk.TimeUs) : DecodedReading.Failed(error);
    }

    private PayloadError WalkObject(ref Utf8JsonReader reader, JsonPointerNode node, Span<double> values, ref Walked walk)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var child = Named(ref reader, node);
            reader.Read();
            var error = WalkValue(ref reader, child, values, ref walk);
            if (error != PayloadError.None) return error;
        }
        return PayloadError.None;
    }

    private PayloadError WalkArray(ref Utf8JsonReader reader, JsonPointerNode node, Span<double> values, ref Walked walk)
    {
        for (int i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
        {
            var error = WalkValue(ref reader, Indexed(node, i), values, ref walk);
            if (error != PayloadError.None) return error;
        }
        return PayloadError.None;
    }

    // The recursion ends with the tree of pointers, whatever the payload holds.
    private PayloadError WalkValue(ref Utf8JsonReader reader, JsonPointerNode? node, Span<double> values, ref Walked walk)
    {
        if (node is null) reader.Skip();
        else if (node.Channel == JsonPointerNode.Time)
        {
            if (!_time.TryRead(ref reader, out long timeUs)) return PayloadError.TimeInvalid;
            walk.TimeUs = timeUs;
        }
        else if (node.Channel != JsonPointerNode.NoChannel) return ReadChannel(ref reader, ref values[node.Channel], ref walk);
        else if (reader.TokenType == JsonTokenType.StartObject) return WalkObject(ref reader, node, values, ref walk);
        else if (reader.TokenType == JsonTokenType.StartArray) return WalkArray(ref reader, node, values, ref walk);
        return PayloadError.None;
    }

    private static PayloadError ReadChannel(ref Utf8JsonReader reader, ref double value, ref Walked walk)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return PayloadError.None;
            case JsonTokenType.True or JsonTokenType.False:
                value = reader.TokenType == JsonTokenType.True ? 1 : 0;
                break;
            case JsonTokenType.Number:
                if (!reader.TryGetDouble(out value) || !double.IsFinite(value)) return PayloadError.NumberOutOfRange;
                break;
            default:
                return PayloadError.ChannelNotANumber;
        }
        walk.AnyChannel = true;
        return PayloadError.None;
    }

    private static JsonPointerNode? Named(ref Utf8JsonReader reader, JsonPointerNode node)
    {
        for (int i = 0; i < node.Children.Count; i++)
            if (reader.ValueTextEquals(node.Children[i].Name)) return node.Children[i];
        return null;
    }

    private static JsonPointerNode? Indexed(JsonPointerNode node, int index)
    {
        for (int i = 0; i < node.Children.Count; i++)
            if (node.Children[i].Index == index) return node.Children[i];
        return null;
    }

    private struct Walked
    {
        public bool AnyChannel;
        public long? TimeUs;
    }
}
