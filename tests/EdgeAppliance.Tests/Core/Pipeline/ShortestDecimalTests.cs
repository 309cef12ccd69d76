using System.Buffers.Text;
using System.Text;
using EdgeAppliance.Core.Pipeline;

namespace EdgeAppliance.Tests.Core.Pipeline;

/// <summary>The library's own formatter is the reference, byte for byte.</summary>
public sealed class ShortestDecimalTests
{
    private const int Draws = 300_000;

    [Theory]
    [InlineData(0.0, "0")]
    [InlineData(21.5, "21.5")]
    [InlineData(-0.0001, "-0.0001")]
    [InlineData(0.001, "0.001")]
    [InlineData(0.3, "0.3")]
    [InlineData(0.1 + 0.2, "0.30000000000000004")]
    [InlineData(9007199254740.993, "9007199254740.992")]
    [InlineData(1e-5, "1E-05")]
    [InlineData(-123456789.0, "-123456789")]
    public void Write_Number_Plain(double value, string expected) => Assert.Equal(expected, Written(value));

    [Fact]
    public void Write_AnyBits_AsTheLibrary()
    {
        var random = new Random(7);
        for (int i = 0; i < Draws; i++) Same(BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)));
    }

    [Fact]
    public void Write_AnyBitsOfPlainSize_AsTheLibrary()
    {
        var random = new Random(8);
        long from = BitConverter.DoubleToInt64Bits(5e-5), to = BitConverter.DoubleToInt64Bits(2e15);
        for (int i = 0; i < Draws; i++) Same(BitConverter.Int64BitsToDouble(random.NextInt64(from, to)));
    }

    /// <summary>What sensors and models give: few decimals, floats, whole numbers.</summary>
    [Fact]
    public void Write_Measured_AsTheLibrary()
    {
        var random = new Random(9);
        for (int i = 0; i < Draws; i++)
        {
            double value = (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(0, 12));
            Same(Math.Round(value, random.Next(0, 8)));
            Same((float)value);
            Same(Math.Round(value));
        }
    }

    /// <summary>The lower neighbour of a power of two is nearer than the upper one; beside it the shortest digits are hardest to find.</summary>
    [Fact]
    public void Write_AroundPowers_AsTheLibrary()
    {
        for (int exponent = -16; exponent < 52; exponent++)
        {
            double power = Math.ScaleB(1, exponent);
            for (int i = -3; i <= 3; i++) Same(BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(power) + i));
        }
        for (int exponent = -6; exponent < 17; exponent++)
            for (int i = -3; i <= 3; i++) Same(BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(Math.Pow(10, exponent)) + i));
    }

    private static void Same(double value)
    {
        Span<byte> expected = stackalloc byte[32];
        Utf8Formatter.TryFormat(value, expected, out int length);
        Span<byte> text = stackalloc byte[32];
        int written = ShortestDecimal.Write(value, text);
        if (!text[..written].SequenceEqual(expected[..length])) Assert.Fail($"{value:R} was written as {Encoding.UTF8.GetString(text[..written])}.");
    }

    private static string Written(double value)
    {
        Span<byte> text = stackalloc byte[32];
        return Encoding.UTF8.GetString(text[..ShortestDecimal.Write(value, text)]);
    }
}
