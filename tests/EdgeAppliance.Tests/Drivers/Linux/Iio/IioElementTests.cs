using CsCheck;
using EdgeAppliance.Drivers.Linux.Iio;

namespace EdgeAppliance.Tests.Drivers.Linux.Iio;

public sealed class IioElementTests
{
    [Theory]
    [InlineData("le:s12/16>>4", new byte[] { 0xF0, 0x7F }, 2047)]
    [InlineData("le:s12/16>>4", new byte[] { 0x00, 0x80 }, -2048)]
    [InlineData("be:u12/16>>4", new byte[] { 0xFF, 0xF0 }, 4095)]
    [InlineData("be:s16/16>>0", new byte[] { 0xFF, 0xFE }, -2)]
    [InlineData("le:u8/8>>0", new byte[] { 0xFE }, 254)]
    [InlineData("le:s24/32>>8", new byte[] { 0x55, 0xFF, 0xFF, 0xFF }, -1)]
    [InlineData("le:s64/64>>0", new byte[] { 1, 0, 0, 0, 0, 0, 0, 0x80 }, long.MinValue + 1)]
    public void Decode_EachForm_GivesItsNumber(string type, byte[] bytes, long expected) => Assert.Equal(expected, IioElement.Parse(type)!.Decode(bytes));

    [Theory]
    [InlineData("")]
    [InlineData("le:s12/16X2>>4")]
    [InlineData("le:s12/24>>4")]
    [InlineData("le:s14/16>>4")]
    [InlineData("le:s0/16>>0")]
    [InlineData("xx:s12/16>>4")]
    [InlineData("le:s12/16>>4 ")]
    public void Parse_AnythingElse_IsRefused(string type) => Assert.Null(IioElement.Parse(type));

    [Fact]
    public void Decode_WhatWasEncoded_ComesBack() =>
        (from bytes in Gen.Int[0, 3].Select(power => 1 << power)
         from bits in Gen.Int[1, bytes * 8]
         from shift in Gen.Int[0, bytes * 8 - bits]
         from isSigned in Gen.Bool
         from isBig in Gen.Bool
         from value in isSigned ? Gen.Long[-1L << (bits - 1), ~(-1L << (bits - 1))] : Gen.Long[0, bits >= 63 ? long.MaxValue : (1L << bits) - 1]
         select (bytes, bits, shift, isSigned, isBig, value)).Sample(sample =>
        {
            var (bytes, bits, shift, isSigned, isBig, value) = sample;
            ulong mask = bits == 64 ? ulong.MaxValue : (1UL << bits) - 1;
            ulong raw = ((ulong)value & mask) << shift;
            var encoded = BitConverter.GetBytes(raw)[..bytes];
            if (isBig) Array.Reverse(encoded);
            return new IioElement(isBig, isSigned, bits, bytes, shift).Decode(encoded) == value;
        });
}
