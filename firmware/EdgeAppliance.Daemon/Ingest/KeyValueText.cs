using System.Buffers.Text;
using EdgeAppliance.Daemon.Ingest.Payloads;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>Reads text such as <c>temp=21.5 hum=40</c>: pairs apart by blanks, commas, semicolons, ampersands or lines.</summary>
internal sealed class KeyValueText(PayloadLimits limits) : IPayloadDecoder
{
    public DecodedReading Decode(ReadOnlySpan<byte> payload, DeviceStream device, Span<double> values)
    {
        if (payload.Length > limits.PayloadBytesMax) return DecodedReading.Failed(PayloadError.TooLarge);
        Span<Range> names = stackalloc Range[PayloadLimits.ChannelsCeiling];
        int count = 0;
        int at = 0;
        while (at < payload.Length)
        {
            if (IsSeparator(payload[at])) { at++; continue; }
            int end = at;
            while (end < payload.Length && !IsSeparator(payload[end])) end++;
            int equals = payload[at..end].IndexOf((byte)'=');
            if (equals <= 0 || !PayloadShapeReader.IsPlain(payload.Slice(at, equals))) return DecodedReading.Failed(PayloadError.NotKeyValue) with { At = at };
            var number = payload[(at + equals + 1)..end];
            if (!Utf8Parser.TryParse(number, out double value, out int used) || used != number.Length) return DecodedReading.Failed(PayloadError.ChannelNotANumber) with { At = at };
            if (!double.IsFinite(value)) return DecodedReading.Failed(PayloadError.NumberOutOfRange) with { At = at };
            if (count == limits.ChannelsMax) return DecodedReading.Failed(PayloadError.TooManyChannels);
            names[count] = at..(at + equals);
            values[count++] = value;
            at = end;
        }
        if (count == 0) return DecodedReading.Failed(PayloadError.NoChannel);
        var error = PayloadShapeReader.ChannelsOf(payload, names[..count], device, limits, out var channels);
        return error == PayloadError.None ? new DecodedReading(error, channels, null) : DecodedReading.Failed(error);
    }

    /// <summary>Many of the simplest clients send JSON and say that it is text.</summary>
    public static bool LooksLikeJson(ReadOnlySpan<byte> payload) => payload.TrimStart(" \r\n\t"u8) is [(byte)'{' or (byte)'[', ..];

    private static bool IsSeparator(byte b) => b is (byte)' ' or (byte)',' or (byte)';' or (byte)'&' or (byte)'\n' or (byte)'\r' or (byte)'\t';
}
