using System.Runtime.InteropServices;

namespace EdgeAppliance.Core.Pictures;

/// <summary>Turns pictures the right way up.</summary>
public static class Turning
{
    /// <summary>Pixels of a tile's side: so many rows and columns stay in the processor's cache where rows become columns.</summary>
    private const int Tile = 32;

    /// <param name="orientation">As <see cref="ExifOrientation"/> has it, 1 to 8.</param>
    /// <param name="to">Another buffer, set to the picture as it is shown.</param>
    public static void Turn(PixelBuffer from, int orientation, PixelBuffer to)
    {
        if (orientation >= 5) to.SetSize(from.Height, from.Width);
        else to.SetSize(from.Width, from.Height);
        var source = MemoryMarshal.Cast<byte, uint>(from.Bytes);
        // Where the upper left pixel that is shown lies, and how far on the next to its right and the next below it are.
        int width = from.Width, last = source.Length - 1, bottom = last + 1 - width;
        var (start, right, down) = orientation switch
        {
            2 => (width - 1, -1, width),
            3 => (last, -1, -width),
            4 => (bottom, 1, -width),
            5 => (0, width, 1),
            6 => (bottom, -width, 1),
            7 => (last, -width, -1),
            8 => (width - 1, width, -1),
            _ => (0, 1, width),
        };
        var target = MemoryMarshal.Cast<byte, uint>(to.Bytes);
        for (int top = 0; top < to.Height; top += Tile)
            for (int left = 0; left < to.Width; left += Tile)
                for (int y = top; y < Math.Min(top + Tile, to.Height); y++)
                {
                    var row = target.Slice(y * to.Width + left, Math.Min(Tile, to.Width - left));
                    int at = start + y * down + left * right;
                    for (int x = 0; x < row.Length; x++, at += right) row[x] = source[at];
                }
    }
}
