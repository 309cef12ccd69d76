namespace EdgeAppliance.Core.Pictures;

/// <summary>Takes pictures apart into numbers, one colour after the other: a window [colours × pixels]. Used by one thread.</summary>
public sealed class PicturePlanes(PlaneOrder order)
{
    private double[] _values = [];

    /// <summary>The numbers from 0 to 255, valid until the next picture.</summary>
    public Span<double> Of(PixelBuffer pixels)
    {
        int size = pixels.Width * pixels.Height;
        int count = size * order.Channels.Count;
        if (_values.Length < count) _values = new double[count];
        var bytes = pixels.Bytes;
        if (order == PlaneOrder.Grey)
        {
            for (int i = 0; i < size; i++) _values[i] = Grey(bytes[(4 * i)..]);
            return _values.AsSpan(0, size);
        }
        var red = _values.AsSpan(order.IsTurned ? 2 * size : 0, size);
        var green = _values.AsSpan(size, size);
        var blue = _values.AsSpan(order.IsTurned ? 0 : 2 * size, size);
        for (int i = 0, at = 0; i < red.Length; i++, at += PixelBuffer.PixelBytes)
        {
            red[i] = bytes[at];
            green[i] = bytes[at + 1];
            blue[i] = bytes[at + 2];
        }
        return _values.AsSpan(0, count);
    }

    // ITU-R BT.601: 0.299, 0.587 and 0.114, with 16 fractional bits; of equal colours it is that colour.
    private static int Grey(ReadOnlySpan<byte> pixel) => (pixel[0] * 19595 + pixel[1] * 38470 + pixel[2] * 7471 + (1 << 15)) >> 16;
}
