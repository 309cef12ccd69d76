using System.Text;
using System.Text.Json;
using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>Makes the shape of a payload that was not seen before: the slow path, taken once a device and shape.</summary>
internal static class PayloadShapeReader
{
    public static PayloadError TryRead(ReadOnlySpan<byte> payload, ReadOnlySpan<Range> names, PayloadLimits limits, out PayloadShape? shape)
    {
        shape = null;
        var raw = new byte[names.Length][];
        var texts = new string[names.Length];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < names.Length; i++)
        {
            raw[i] = payload[names[i]].ToArray();
            if (raw[i].Length > limits.NameBytesMax) return PayloadError.NameTooLong;
            if (!TryUnescape(raw[i], out texts[i]) || texts[i].Length == 0) return PayloadError.NameInvalid;
            if (!seen.Add(texts[i])) return PayloadError.ChannelTwice;
        }
        shape = new PayloadShape(raw, new ChannelSet(texts));
        return PayloadError.None;
    }

    private static bool TryUnescape(byte[] raw, out string text)
    {
        text = "";
        byte[] quoted = [(byte)'"', .. raw, (byte)'"'];
        var reader = new Utf8JsonReader(quoted);
        try
        {
            reader.Read();
            text = reader.GetString()!;
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Lone surrogates and broken UTF-8: valid tokens to the reader, but not text.
            return false;
        }
    }
}
