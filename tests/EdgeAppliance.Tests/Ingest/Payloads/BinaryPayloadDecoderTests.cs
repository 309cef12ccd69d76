using EdgeAppliance.Daemon.Ingest;
using EdgeAppliance.Daemon.Ingest.Payloads;

namespace EdgeAppliance.Tests.Ingest.Payloads;

public sealed class BinaryPayloadDecoderTests
{
    private readonly double[] _values = new double[PayloadLimits.ChannelsCeiling];

    [Theory]
    [InlineData("ff", 0, "UInt8", false, 255)]
    [InlineData("ff", 0, "Int8", false, -1)]
    [InlineData("00fffe", 1, "Int16", false, -2)]
    [InlineData("fffe", 0, "UInt16", true, 65279)]
    [InlineData("800001", 0, "Int24", false, -8388607)]
    [InlineData("010080", 0, "Int24", true, -8388607)]
    [InlineData("ffffff", 0, "UInt24", true, 16777215)]
    [InlineData("fffffffe", 0, "Int32", false, -2)]
    [InlineData("fffffffe", 0, "UInt32", false, 4294967294)]
    [InlineData("fffffffffffffffe", 0, "Int64", false, -2)]
    [InlineData("0000000000000100", 0, "UInt64", false, 256)]
    [InlineData("4d60", 0, "Float16", false, 21.5)]
    [InlineData("41ac0000", 0, "Float32", false, 21.5)]
    [InlineData("0000000000803540", 0, "Float64", true, 21.5)]
    public void Read_EachType_IsItsNumber(string hex, int at, string type, bool isLittleEndian, double expected) =>
        Assert.Equal(expected, new BinaryField(at, Enum.Parse<BinaryFieldType>(type), isLittleEndian).Read(Convert.FromHexString(hex)));

    [Fact]
    public void Read_ScaleOffsetAndBits_AreApplied()
    {
        byte[] payload = [0b1010_1100, 0x02, 0x0b];
        Assert.Equal(12.3, new BinaryField(1, BinaryFieldType.UInt16, false) { Scale = 0.1, Offset = -40 }.Read(payload), 9);
        Assert.Equal(0b101, new BinaryField(0, BinaryFieldType.UInt8, false) { Bits = (5, 3) }.Read(payload));
        Assert.Equal(0b0_1100, new BinaryField(0, BinaryFieldType.UInt8, false) { Bits = (0, 5) }.Read(payload));
    }

    [Fact]
    public void Decode_WithTimeAndUnits_IsAReadingAndAllocatesNothing()
    {
        var mapping = new PayloadMapping
        {
            Format = PayloadFormat.Binary,
            TimeUnit = PayloadTimeUnit.Seconds,
            Layout = new BinaryLayout([new("temp", new BinaryField(4, BinaryFieldType.Int16, false) { Scale = 0.1 })]) { Time = new BinaryField(0, BinaryFieldType.UInt32, false) },
            Conversions = [new("temp", 5.0 / 9, -160.0 / 9)],
        };
        var decoder = PayloadDecoders.Of(mapping, PayloadLimits.Default);
        byte[] payload = Convert.FromHexString("6553f10002d0");
        var device = new DeviceStream("s", "d");
        var reading = decoder.Decode(payload, device, _values);
        Assert.Equal((PayloadError.None, 1_700_000_000_000_000L), (reading.Error, reading.TimeUs));
        Assert.Equal(22.2222, _values[0], 3);
        Assert.Equal(PayloadError.TooShort, decoder.Decode(payload.AsSpan(1), device, _values).Error);
        Assert.Equal(0, SteadyState.AllocatedBy(1000, () => decoder.Decode(payload, device, _values)));
    }

    [Fact]
    public void Decode_Infinity_IsRefused()
    {
        var decoder = new BinaryPayloadDecoder(new BinaryLayout([new("x", new BinaryField(0, BinaryFieldType.Float32, false))]), PayloadTimeUnit.Seconds, PayloadLimits.Default);
        Assert.Equal(PayloadError.NumberOutOfRange, decoder.Decode(Convert.FromHexString("7f800000"), new DeviceStream("s", "d"), _values).Error);
        Assert.Equal(PayloadError.None, decoder.Decode(Convert.FromHexString("7fc00000"), new DeviceStream("s", "d"), _values).Error);
        Assert.True(double.IsNaN(_values[0]));
    }
}
