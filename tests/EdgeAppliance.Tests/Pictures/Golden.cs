using EdgeAppliance.Core.Pictures;
using EdgeAppliance.Tests.Inference;

namespace EdgeAppliance.Tests.Pictures;

/// <summary>The pictures beside this file, and what Pillow makes of them (golden/make.py).</summary>
internal static class Golden
{
    public const int Width = 75;
    public const int Height = 53;

    public static byte[] Bytes(string name) => File.ReadAllBytes(Path.Combine(TestModels.Root, "tests/EdgeAppliance.Tests/Pictures/golden", name));

    public static PixelBuffer Scene()
    {
        var pixels = new PixelBuffer();
        pixels.SetSize(Width, Height);
        byte[] rgb = Bytes("scene.png.rgb");
        pixels.Bytes.Fill(255);
        for (int i = 0; i < Width * Height; i++) rgb.AsSpan(3 * i, 3).CopyTo(pixels.Bytes[(4 * i)..]);
        return pixels;
    }

    /// <summary>The largest difference of any colour.</summary>
    public static int Difference(PixelBuffer pixels, string name)
    {
        byte[] rgb = Bytes(name);
        Assert.Equal(rgb.Length / 3, pixels.Width * pixels.Height);
        int largest = 0;
        for (int i = 0; i < rgb.Length; i++) largest = Math.Max(largest, Math.Abs(rgb[i] - pixels.Bytes[i / 3 * 4 + i % 3]));
        return largest;
    }
}
