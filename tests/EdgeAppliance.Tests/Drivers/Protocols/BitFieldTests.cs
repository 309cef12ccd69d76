using CsCheck;
using EdgeAppliance.Drivers.Protocols;

namespace EdgeAppliance.Tests.Drivers.Protocols;

public sealed class BitFieldTests
{
    private static readonly Gen<BitField> s_field = Gen.Select(Gen.Int[0, 511], Gen.Int[1, 64], Gen.Bool, Gen.Enum<BitKind>())
        .Select((start, length, isLittle, kind) => new BitField(start, kind == BitKind.Float ? length > 32 ? 64 : 32 : length, isLittle, kind))
        .Where(field => field.BytesNeeded <= 64);

    /// <summary>Examples as database files write them: start|length@order.</summary>
    [Theory]
    [InlineData(0, 8, true, BitKind.Unsigned, "AB00000000000000", 0xAB)]
    [InlineData(8, 16, true, BitKind.Unsigned, "0034120000000000", 0x1234)]
    [InlineData(4, 12, true, BitKind.Unsigned, "5A3C000000000000", 0x3C5)]
    [InlineData(12, 4, true, BitKind.Signed, "00F0000000000000", -1)]
    [InlineData(7, 8, false, BitKind.Unsigned, "AB00000000000000", 0xAB)]
    [InlineData(7, 16, false, BitKind.Unsigned, "1234000000000000", 0x1234)]
    [InlineData(3, 12, false, BitKind.Unsigned, "A123000000000000", 0x123)]
    [InlineData(11, 12, false, BitKind.Signed, "000FFE0000000000", -2)]
    [InlineData(0, 64, true, BitKind.Signed, "FEFFFFFFFFFFFFFF", -2)]
    [InlineData(0, 32, true, BitKind.Float, "0000AC4100000000", 21.5)]
    [InlineData(39, 32, false, BitKind.Float, "0000000041AC0000", 21.5)]
    internal void Read_Example_IsTheNumber(int start, int length, bool isLittle, BitKind kind, string frame, double expected) =>
        Assert.Equal(expected, new BitField(start, length, isLittle, kind).Read(Convert.FromHexString(frame)));

    /// <summary>Against a reading of one bit after the other, as the numbering is defined.</summary>
    [Fact]
    public void Read_AnyField_IsItsBits() => Gen.Select(s_field.Where(field => field is { Kind: BitKind.Unsigned, Length: <= 52 }), Gen.Byte.Array[64]).Sample((field, frame) =>
    {
        double expected = 0;
        int bit = field.Start;
        for (int i = 0; i < field.Length; i++)
        {
            int value = frame[bit / 8] >> bit % 8 & 1;
            if (field.IsLittle) expected += value * Math.Pow(2, i);
            else expected = expected * 2 + value;
            bit = field.IsLittle ? bit + 1 : bit % 8 == 0 ? bit + 15 : bit - 1;
        }
        Assert.Equal(expected, field.Read(frame));
    });

    [Fact]
    public void TryWrite_AnyNumber_ReadsBackAndLeavesTheRest() => Gen.Select(s_field, Gen.Byte.Array[64], Gen.Double[-1e6, 1e6]).Sample((field, frame, value) =>
    {
        byte[] written = [.. frame];
        if (!field.TryWrite(value, written))
        {
            Assert.Equal(frame, written);
            return;
        }
        Assert.Equal(field.Kind != BitKind.Float ? Math.Round(value) : field.Length == 32 ? (float)value : value, field.Read(written));
        double old = field.Read(frame);
        Assert.True(!double.IsFinite(old) || Math.Abs(old) > 1e15 || field.TryWrite(old, written) && frame.SequenceEqual(written));
    });

    [Theory]
    [InlineData(8, BitKind.Unsigned, 256)]
    [InlineData(8, BitKind.Unsigned, -1)]
    [InlineData(8, BitKind.Signed, 128)]
    [InlineData(8, BitKind.Signed, -129)]
    [InlineData(64, BitKind.Signed, 1e19)]
    [InlineData(32, BitKind.Float, 1e39)]
    [InlineData(8, BitKind.Unsigned, double.NaN)]
    internal void TryWrite_NumberThatDoesNotFit_IsRefused(int length, BitKind kind, double value) => Assert.False(new BitField(0, length, true, kind).TryWrite(value, new byte[8]));
}
