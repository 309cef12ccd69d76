using System.Text.Json;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Daemon.Ingest.Payloads;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>Turns a JSON payload into one row of values. Stateless but for what <see cref="DeviceStream"/> remembers, so any
/// number of threads may use it; a payload of a shape seen before allocates nothing.</summary>
internal sealed class JsonPayloadDecoder : IPayloadDecoder
{
    private readonly PayloadLimits _limits;
    private readonly PayloadTime _time;
    private readonly JsonReaderOptions _readerOptions;
    private readonly byte[]? _timeName;
    private readonly MappedPayloadWalker? _mapped;

    /// <exception cref="FormatException">A pointer of the mapping is wrong.</exception>
    public JsonPayloadDecoder(PayloadMapping mapping, PayloadLimits limits)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limits.ChannelsMax, PayloadLimits.ChannelsCeiling);
        _limits = limits;
        _time = new PayloadTime(mapping.TimeUnit);
        // One level more than allowed, so that depth is told apart from bad syntax.
        _readerOptions = new JsonReaderOptions { MaxDepth = limits.DepthMax + 1 };
        if (!mapping.Channels.IsEmpty) _mapped = new MappedPayloadWalker(mapping, _time, limits);
        else if (mapping.TimePointer is { } pointer) _timeName = TopLevelName(pointer);
    }

    public PayloadLimits Limits => _limits;

    /// <param name="values">At least <see cref="PayloadLimits.ChannelsMax"/> long; the first values are set, one a channel.</param>
    public DecodedReading Decode(ReadOnlySpan<byte> payload, DeviceStream device, Span<double> values)
    {
        if (payload.Length > _limits.PayloadBytesMax) return DecodedReading.Failed(PayloadError.TooLarge);
        var reader = new Utf8JsonReader(payload, _readerOptions);
        try
        {
            if (!reader.Read()) return DecodedReading.Failed(PayloadError.NotJson);
            if (reader.TokenType != JsonTokenType.StartObject) return DecodedReading.Failed(PayloadError.NotAnObject);
            var reading = _mapped is null ? DecodeTopLevel(payload, ref reader, device, values) : _mapped.Walk(ref reader, values);
            // Trailing bytes throw here; the last read answers false.
            if (reading.Error == PayloadError.None) reader.Read();
            return reading.Error == PayloadError.None ? reading : reading with { At = (int)reader.TokenStartIndex };
        }
        catch (JsonException)
        {
            return DecodedReading.Failed(reader.CurrentDepth >= _limits.DepthMax ? PayloadError.TooDeep : PayloadError.NotJson) with { At = (int)reader.BytesConsumed };
        }
        catch (InvalidOperationException)
        {
            // The reader's answer, when a name or a time is compared, to an escape such as \ud800 that is half of a character.
            return DecodedReading.Failed(PayloadError.NotJson);
        }
    }

    private DecodedReading DecodeTopLevel(ReadOnlySpan<byte> payload, ref Utf8JsonReader reader, DeviceStream device, Span<double> values)
    {
        Span<Range> names = stackalloc Range[_limits.ChannelsMax];
        int count = 0;
        long? timeUs = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int start = (int)reader.TokenStartIndex + 1;
            var name = start..(start + reader.ValueSpan.Length);
            bool isTime = _timeName is not null && reader.ValueTextEquals(_timeName);
            reader.Read();
            if (isTime)
            {
                if (!_time.TryRead(ref reader, out long read)) return DecodedReading.Failed(PayloadError.TimeInvalid);
                timeUs = read;
            }
            else if (reader.TokenType != JsonTokenType.Number) reader.Skip();
            else
            {
                if (count == _limits.ChannelsMax) return DecodedReading.Failed(PayloadError.TooManyChannels);
                if (!reader.TryGetDouble(out double value) || !double.IsFinite(value)) return DecodedReading.Failed(PayloadError.NumberOutOfRange);
                names[count] = name;
                values[count++] = value;
            }
        }
        var error = PayloadShapeReader.ChannelsOf(payload, names[..count], device, _limits, out var channels);
        return error == PayloadError.None ? new DecodedReading(error, channels, timeUs) : DecodedReading.Failed(error);
    }

    private static byte[] TopLevelName(string pointer)
    {
        var root = JsonPointerNode.Root();
        root.Add(pointer, JsonPointerNode.Time);
        var first = root.Children[0];
        if (first.Children.Count > 0) throw new FormatException($"Without a channel map the time must lie at the top level, and '{pointer}' does not.");
        return first.Name;
    }
}
