using CsCheck;
using EdgeAppliance.Drivers.Protocols.Modbus;

namespace EdgeAppliance.Tests.Drivers.Protocols.Modbus;

public sealed class ModbusFormatTests
{
    [Theory]
    [InlineData(ModbusType.UInt16, "FDE8", 65000)]
    [InlineData(ModbusType.Int16, "FFFE", -2)]
    [InlineData(ModbusType.UInt32, "EE6B2800", 4e9)]
    [InlineData(ModbusType.Int32, "FFFEEE90", -70000)]
    [InlineData(ModbusType.UInt64, "0000010000000000", 1099511627776)]
    [InlineData(ModbusType.Int64, "FFFFFF0000000000", -1099511627776)]
    [InlineData(ModbusType.Float32, "41AC0000", 21.5)]
    [InlineData(ModbusType.Float64, "4035800000000000", 21.5)]
    internal void Read_EachType_IsTheNumber(ModbusType type, string wire, double expected) =>
        Assert.Equal(expected, new ModbusFormat(type).Read(Convert.FromHexString(wire)));

    /// <summary>The four orders in which makers send a float.</summary>
    [Theory]
    [InlineData("41AC0000", false, false)]
    [InlineData("000041AC", true, false)]
    [InlineData("AC410000", false, true)]
    [InlineData("0000AC41", true, true)]
    public void Read_EachOrder_IsTheNumber(string wire, bool areWordsLittle, bool areBytesLittle) =>
        Assert.Equal(21.5, new ModbusFormat(ModbusType.Float32, areWordsLittle, areBytesLittle).Read(Convert.FromHexString(wire)));

    [Fact]
    public void TryWrite_AnyNumber_ReadsBackOrIsRefused() => Gen.Select(Gen.Enum<ModbusType>(), Gen.Bool, Gen.Bool, Gen.Double).Sample((type, words, bytes, value) =>
    {
        var format = new ModbusFormat(type, words, bytes);
        Span<byte> wire = stackalloc byte[8];
        if (!format.TryWrite(value, wire)) return;
        double back = format.Read(wire);
        double expected = type switch { ModbusType.Float64 => value, ModbusType.Float32 => (float)value, _ => Math.Round(value) };
        Assert.Equal(expected, back);
    });

    [Theory]
    [InlineData(ModbusType.UInt16, -1)]
    [InlineData(ModbusType.UInt16, 65536)]
    [InlineData(ModbusType.Int16, 32768)]
    [InlineData(ModbusType.UInt32, 4294967296)]
    [InlineData(ModbusType.Int64, 9223372036854775808.0)]
    [InlineData(ModbusType.UInt64, 18446744073709551616.0)]
    [InlineData(ModbusType.Float32, 1e39)]
    [InlineData(ModbusType.Int16, double.NaN)]
    internal void TryWrite_NumberOutOfRange_IsRefused(ModbusType type, double value) => Assert.False(new ModbusFormat(type).TryWrite(value, new byte[8]));

    [Theory]
    [InlineData(3, 1, 0b1000, 1)]
    [InlineData(0, 4, 0xABC5, 5)]
    [InlineData(12, 4, 0xA000, 10)]
    public void Channel_BitField_IsPartOfTheRegister(int bit, int bits, int register, double expected)
    {
        var channel = new ModbusChannel("x", ModbusTable.Holding, 0) { Bit = bit, Bits = bits };
        Assert.Equal(expected, channel.Read([(byte)(register >> 8), (byte)register], 0));
    }

    [Fact]
    public void Channel_CoilsOverBytes_AreANumber() => Assert.Equal(0x3CA, new ModbusChannel("x", ModbusTable.Coil, 0) { Bits = 12 }.Read([0xA5, 0x3C], 4));

    [Fact]
    public void Channel_ScaleOffsetAndMissing_AreApplied()
    {
        var channel = new ModbusChannel("x", ModbusTable.Holding, 0) { Format = new ModbusFormat(ModbusType.Int16), Scale = 0.1, Offset = -40, Missing = -32768 };
        Assert.Equal(-15, channel.Read([0, 250], 0), 9);
        Assert.True(double.IsNaN(channel.Read([0x80, 0], 0)));
        byte[] pdu = new byte[ModbusPdu.BytesMax];
        Assert.Equal(5, channel.Write(pdu, -15));
        Assert.Equal([6, 0, 0, 0, 250], pdu[..5]);
        Assert.Equal(0, channel.Write(pdu, 1e6));
    }
}
