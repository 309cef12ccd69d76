using System.Text;
using System.Text.Json;
using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>Makes the shape of a payload that was not seen before: the slow path, taken once a device and shape.</summary>
internal static class PayloadShapeReader
{
    /// <summary>The device's channels of these names, remembered where they are new.</summary>
    /// <param name="names">Where they lie in the payload, as JSON writes them.</param>
    public static PayloadError ChannelsOf(ReadOnlySpan<byte> payload, ReadOnlySpan<Range> names, DeviceStream device, PayloadLimits limits, out ChannelSet? channels)
    {
        channels = device.Find(payload, names)?.Channels;
        if (channels is not null) return PayloadError.None;
        if (names.IsEmpty) return PayloadError.NoChannel;
        var error = TryRead(payload, names, limits, out var shape);
        if (error != PayloadError.None) return error;
        channels = shape!.Channels;
        return device.TryAdd(shape, limits.ShapesPerDeviceMax) ? PayloadError.None : PayloadError.TooManyShapes;
    }

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

    /// <summary>Whether a name means the same in JSON, whose way it goes here.</summary>
    public static bool IsPlain(ReadOnlySpan<byte> name)
    {
        foreach (byte b in name)
            if (b < 0x20 || b is (byte)'"' or (byte)'\\' or 0x7f) return false;
        return true;
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
