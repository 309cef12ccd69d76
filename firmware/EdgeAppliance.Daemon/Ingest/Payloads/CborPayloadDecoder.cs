using System.Buffers.Text;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Tables;

namespace EdgeAppliance.Daemon.Ingest.Payloads;

/// <summary>Reads a map in CBOR as <see cref="JsonPayloadDecoder"/> reads an object in JSON: every number at the top level is a channel of its
/// name, or pointers say where channels lie. A key that is a whole number is written in a pointer as its digits.</summary>
internal sealed class CborPayloadDecoder : IPayloadDecoder
{
    private readonly PayloadLimits _limits;
    private readonly TableTimeUnit _timeUnit;
    private readonly JsonPointerNode _root = JsonPointerNode.Root();
    private readonly ChannelSet? _mapped;

    /// <exception cref="FormatException">A pointer of the mapping is wrong.</exception>
    public CborPayloadDecoder(PayloadMapping mapping, PayloadLimits limits)
    {
        _limits = limits;
        _timeUnit = TimeUnits.Of(mapping.TimeUnit);
        for (int i = 0; i < mapping.Channels.Length; i++) _root.Add(mapping.Channels[i].Value, i);
        if (mapping.TimePointer is { } pointer) _root.Add(pointer, JsonPointerNode.Time);
        if (!mapping.Channels.IsEmpty) _mapped = new ChannelSet(mapping.Channels.Select(channel => channel.Key).ToArray());
    }

    public DecodedReading Decode(ReadOnlySpan<byte> payload, DeviceStream device, Span<double> values)
    {
        if (payload.Length > _limits.PayloadBytesMax) return DecodedReading.Failed(PayloadError.TooLarge);
        scoped var cursor = new CborCursor(payload);
        var kind = cursor.Read(out ulong count);
        if (kind is not (CborKind.Map or CborKind.IndefiniteMap)) return DecodedReading.Failed(PayloadError.NotCbor) with { At = 0 };
        Span<Range> names = stackalloc Range[_mapped is null ? _limits.ChannelsMax : 0];
        if (_mapped is not null) values[.._mapped.Count].Fill(double.NaN);
        scoped var walk = new CborWalk(payload, names, values);
        var error = WalkMap(ref cursor, kind == CborKind.Map ? count : ulong.MaxValue, _root, ref walk, _limits.DepthMax);
        if (cursor.IsBroken || (error == PayloadError.None && !cursor.IsAtEnd)) error = PayloadError.NotCbor;
        if (error == PayloadError.None && walk.Count == 0) error = PayloadError.NoChannel;
        if (error != PayloadError.None) return DecodedReading.Failed(error) with { At = cursor.At };
        var channels = _mapped;
        if (channels is null) error = PayloadShapeReader.ChannelsOf(payload, names[..walk.Count], device, _limits, out channels);
        return error == PayloadError.None ? new DecodedReading(error, channels, walk.TimeUs) : DecodedReading.Failed(error);
    }

    private PayloadError WalkMap(ref CborCursor cursor, ulong count, JsonPointerNode node, ref CborWalk walk, int depthLeft)
    {
        if (depthLeft == 0) return PayloadError.TooDeep;
        for (ulong i = 0; i < count; i++)
        {
            if (count == ulong.MaxValue && cursor.TryBreak()) return PayloadError.None;
            var kind = cursor.Read(out ulong argument);
            int start = cursor.At;
            var child = Key(ref cursor, kind, argument, node, out bool isName);
            if (cursor.IsBroken) return PayloadError.NotCbor;
            var error = WalkValue(ref cursor, child, isName && node == _root ? start..cursor.At : default, ref walk, depthLeft);
            if (error != PayloadError.None) return error;
        }
        return PayloadError.None;
    }

    private PayloadError WalkArray(ref CborCursor cursor, ulong count, JsonPointerNode node, ref CborWalk walk, int depthLeft)
    {
        if (depthLeft == 0) return PayloadError.TooDeep;
        for (ulong i = 0; i < count; i++)
        {
            if (count == ulong.MaxValue && cursor.TryBreak()) return PayloadError.None;
            JsonPointerNode? child = null;
            for (int c = 0; c < node.Children.Count; c++)
                if (node.Children[c].Index >= 0 && (ulong)node.Children[c].Index == i) child = node.Children[c];
            var error = WalkValue(ref cursor, child, default, ref walk, depthLeft);
            if (error != PayloadError.None) return error;
        }
        return PayloadError.None;
    }

    private PayloadError WalkValue(ref CborCursor cursor, JsonPointerNode? node, Range name, ref CborWalk walk, int depthLeft)
    {
        var kind = cursor.Read(out ulong argument);
        ulong tag = ulong.MaxValue;
        for (int tags = 0; kind == CborKind.Tag && tags < _limits.DepthMax; tags++) (tag, kind) = (argument, cursor.Read(out argument));
        if (cursor.IsBroken || kind == CborKind.Break) return PayloadError.NotCbor;
        if (node is { Channel: JsonPointerNode.Time }) return Time(ref cursor, kind, argument, tag, ref walk);
        if (node is { Channel: >= 0 }) return Mapped(ref cursor, node.Channel, kind, argument, ref walk);
        if (node is { Children.Count: > 0 } && kind is CborKind.Map or CborKind.IndefiniteMap) return WalkMap(ref cursor, kind == CborKind.Map ? argument : ulong.MaxValue, node!, ref walk, depthLeft - 1);
        if (node is { Children.Count: > 0 } && kind is CborKind.Array or CborKind.IndefiniteArray) return WalkArray(ref cursor, kind == CborKind.Array ? argument : ulong.MaxValue, node!, ref walk, depthLeft - 1);
        bool isChannel = _mapped is null && !name.Equals(default(Range)) && kind is CborKind.Positive or CborKind.Negative or CborKind.Float;
        if (isChannel) return walk.Add(name, CborCursor.NumberOf(kind, argument)!.Value);
        cursor.Skip(kind, argument, depthLeft);
        return cursor.IsBroken ? PayloadError.NotCbor : PayloadError.None;
    }

    private PayloadError Mapped(ref CborCursor cursor, int channel, CborKind kind, ulong argument, ref CborWalk walk)
    {
        if (kind == CborKind.Null) return PayloadError.None;
        if (CborCursor.NumberOf(kind, argument) is { } number) return walk.Set(channel, number);
        cursor.Skip(kind, argument, _limits.DepthMax);
        return PayloadError.ChannelNotANumber;
    }

    // RFC 8949 sections 3.4.1 and 3.4.2: tag 0 is text, tag 1 seconds, whatever the mapping's unit is.
    private PayloadError Time(ref CborCursor cursor, CborKind kind, ulong argument, ulong tag, ref CborWalk walk)
    {
        Span<byte> digits = stackalloc byte[32];
        scoped ReadOnlySpan<byte> text;
        if (kind == CborKind.Text) text = cursor.Content(argument);
        else if (CborCursor.NumberOf(kind, argument) is { } number && Utf8Formatter.TryFormat(number, digits, out int length)) text = digits[..length];
        else return PayloadError.TimeInvalid;
        if (!TimeField.TryParse(text, tag == 1 ? TableTimeUnit.Seconds : _timeUnit, out long timeUs)) return PayloadError.TimeInvalid;
        walk.TimeUs = timeUs;
        return PayloadError.None;
    }

    private static JsonPointerNode? Key(ref CborCursor cursor, CborKind kind, ulong argument, JsonPointerNode node, out bool isName)
    {
        isName = kind == CborKind.Text;
        if (isName)
        {
            var name = cursor.Content(argument);
            for (int i = 0; i < node.Children.Count; i++)
                if (name.SequenceEqual(node.Children[i].Name)) return node.Children[i];
            isName = PayloadShapeReader.IsPlain(name);
            return null;
        }
        if (kind == CborKind.Positive)
            for (int i = 0; i < node.Children.Count; i++)
                if (node.Children[i].Index >= 0 && (ulong)node.Children[i].Index == argument) return node.Children[i];
        cursor.Skip(kind, argument, 4);
        return null;
    }
}
