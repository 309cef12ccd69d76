using System.Buffers;
using System.Text;
using CsCheck;
using EdgeAppliance.Drivers.Protocols.Sparkplug;

namespace EdgeAppliance.Tests.Drivers.Protocols.Sparkplug;

public sealed class SparkplugPayloadTests
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    [Theory]
    [InlineData(SparkplugDataType.Int8, SparkplugValueKind.Int, 0xFFFFFFFFUL, -1)]
    [InlineData(SparkplugDataType.Int8, SparkplugValueKind.Int, 0xFFUL, -1)]
    [InlineData(SparkplugDataType.Int16, SparkplugValueKind.Int, 0xFFFEUL, -2)]
    [InlineData(SparkplugDataType.Int32, SparkplugValueKind.Int, 0x80000000UL, int.MinValue)]
    [InlineData(SparkplugDataType.Int64, SparkplugValueKind.Long, ulong.MaxValue, -1)]
    [InlineData(SparkplugDataType.UInt32, SparkplugValueKind.Int, 0xFFFFFFFFUL, uint.MaxValue)]
    [InlineData(SparkplugDataType.UInt64, SparkplugValueKind.Long, 1UL << 63, 9223372036854775808d)]
    [InlineData(SparkplugDataType.Float, SparkplugValueKind.Float, 0x3FC00000UL, 1.5)]
    [InlineData(SparkplugDataType.Double, SparkplugValueKind.Double, 0x3FF8000000000000UL, 1.5)]
    [InlineData(SparkplugDataType.Boolean, SparkplugValueKind.Boolean, 1UL, 1)]
    [InlineData(SparkplugDataType.DateTime, SparkplugValueKind.Long, 1700000000000UL, 1700000000000d)]
    internal void TryGetNumber_EachType_IsItsNumber(SparkplugDataType type, SparkplugValueKind kind, ulong bits, double expected)
    {
        var metric = new SparkplugMetric { Kind = kind, Bits = bits };
        Assert.True(metric.TryGetNumber(type, out double number));
        Assert.Equal(expected, number);
    }

    [Fact]
    public void TryGetNumber_TextOrMissing_IsNone()
    {
        Assert.False(SparkplugMetric.Text("1"u8).TryGetNumber(SparkplugDataType.Double, out _));
        Assert.False(SparkplugMetric.Number(1).TryGetNumber(SparkplugDataType.String, out _));
        Assert.True(new SparkplugMetric { IsNull = true }.TryGetNumber(SparkplugDataType.Double, out double missing));
        Assert.True(double.IsNaN(missing));
    }

    /// <summary>As the protocol file's own encoder writes it: seq 1, and the metric "a" of alias 1, a Double of 1.5.</summary>
    [Fact]
    public void Write_Payload_HasTheBytesOfTheProtocol()
    {
        var writer = new SparkplugPayloadWriter(_bytes);
        writer.Begin(1000, 1);
        var metric = SparkplugMetric.Number(1.5);
        metric.Name = "a"u8;
        metric.Alias = 1;
        writer.Metric(metric);
        Assert.Equal("08E8071801" + "1210" + "0A0161" + "1001" + "200A" + "69000000000000F83F", Convert.ToHexString(_bytes.WrittenSpan));
    }

    [Fact]
    public void Read_Anything_IsWhatWasWritten() => Gen.Select(Gen.String, Gen.ULong, Gen.ULong[0, 1L << 50], Gen.Double, Gen.Bool, Gen.Byte).Sample((name, alias, time, value, flag, sequence) =>
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(name);
        // Samples run beside one another.
        var bytes = new ArrayBufferWriter<byte>();
        var writer = new SparkplugPayloadWriter(bytes);
        writer.Begin(time, sequence);
        var written = SparkplugMetric.Number(value);
        written.Name = utf8;
        (written.Alias, written.TimestampMs, written.IsHistorical, written.IsTransient) = (alias, time, flag, !flag);
        writer.Metric(written);
        writer.Metric(SparkplugMetric.Text(utf8));
        Assert.Equal(SparkplugError.None, SparkplugPayload.Read(bytes.WrittenSpan, SparkplugLimits.Default, out var payload));
        Assert.Equal((time, sequence, 2), (payload.TimestampMs, payload.Sequence, payload.Count));
        var metrics = payload.GetEnumerator();
        Assert.True(metrics.MoveNext());
        var read = metrics.Current;
        Assert.Equal(utf8, read.Name.ToArray());
        Assert.Equal((alias, time, flag, !flag), (read.Alias, read.TimestampMs, read.IsHistorical, read.IsTransient));
        Assert.True(read.TryGetNumber(read.Type, out double number));
        Assert.Equal(value, number);
        Assert.True(metrics.MoveNext());
        Assert.Equal(utf8, metrics.Current.Bytes.ToArray());
        Assert.False(metrics.MoveNext());
    });

    [Fact]
    public void Read_UnknownFields_ArePassedOver()
    {
        byte[] metric = [0x0A, 1, (byte)'a', 0xF8, 0x3F, 7, 0x45, 1, 2, 3, 4, 0x20, 10, 0x69, 0, 0, 0, 0, 0, 0, 0xF8, 0x3F];
        byte[] message = [0xA2, 6, 3, 1, 2, 3, 0x12, (byte)metric.Length, .. metric, 0x49, 0, 0, 0, 0, 0, 0, 0, 0, 0x18, 7];
        Assert.Equal(SparkplugError.None, SparkplugPayload.Read(message, SparkplugLimits.Default, out var payload));
        Assert.Equal(((byte)7, 1), (payload.Sequence, payload.Count));
    }

    [Theory]
    [InlineData("00", SparkplugError.Malformed)] // field 0
    [InlineData("0A05", SparkplugError.Malformed)] // shorter than it says
    [InlineData("08FFFFFFFFFFFFFFFFFFFF01", SparkplugError.Malformed)] // more than 64 bits
    [InlineData("13", SparkplugError.Malformed)] // a group
    [InlineData("188002", SparkplugError.Malformed)] // seq 256
    [InlineData("12050A03612F62", SparkplugError.NameTooLong)]
    [InlineData("12030A01FF", SparkplugError.NameInvalid)]
    [InlineData("12067A0461626364", SparkplugError.TextTooLong)]
    [InlineData("120012001200", SparkplugError.TooManyMetrics)]
    [InlineData("1207920104120292FF", SparkplugError.Malformed)] // cut off in a template
    [InlineData("12048A0102080112", SparkplugError.Malformed)] // a data set of one column that has none
    [InlineData("221253504256312E305F434F4D50524553534544", SparkplugError.Compressed)]
    internal void Read_Wrong_SaysWhy(string hex, SparkplugError error)
    {
        var limits = SparkplugLimits.Default with { NameBytesMax = 2, TextBytesMax = 3, MetricsMax = 2 };
        Assert.Equal(error, SparkplugPayload.Read(Convert.FromHexString(hex), limits, out _));
    }

    [Theory]
    [InlineData(18)] // templates
    [InlineData(9)] // property sets
    public void Read_NestedDeeper_IsRefused(int field)
    {
        byte[] inner = [];
        for (int depth = 0; depth < 9; depth++) inner = field == 18 ? Field(2, Field(18, inner)) : depth == 8 ? Field(9, inner) : Field(2, Field(9, inner));
        byte[] message = field == 18 ? inner : Field(2, inner);
        Assert.Equal(SparkplugError.TooDeep, SparkplugPayload.Read(message, SparkplugLimits.Default, out _));
        Assert.Equal(SparkplugError.None, SparkplugPayload.Read(message, SparkplugLimits.Default with { DepthMax = 9 }, out _));
    }

    [Fact]
    public void Read_DataSet_IsHeldAgainstItsColumns()
    {
        byte[] Table(int names, int types, int values) =>
            Field(2, Field(17, [8, 2, .. Repeat(Field(2, "c"u8.ToArray()), names), .. Repeat([0x18, 10], types), .. Field(4, Repeat(Field(1, [0x21, 0, 0, 0, 0, 0, 0, 0, 0]), values))]));
        Assert.Equal(SparkplugError.None, SparkplugPayload.Read(Table(2, 2, 2), SparkplugLimits.Default, out _));
        Assert.Equal(SparkplugError.Malformed, SparkplugPayload.Read(Table(1, 2, 2), SparkplugLimits.Default, out _));
        Assert.Equal(SparkplugError.Malformed, SparkplugPayload.Read(Table(2, 2, 3), SparkplugLimits.Default, out _));
        Assert.Equal(SparkplugError.DataSetTooLarge, SparkplugPayload.Read(Table(2, 2, 2), SparkplugLimits.Default with { ColumnsMax = 1 }, out _));
    }

    [Fact]
    public void ReadAndWrite_Warm_AllocateNothing()
    {
        var writer = new SparkplugPayloadWriter(_bytes);
        void Turn()
        {
            _bytes.ResetWrittenCount();
            writer.Begin(1, 2);
            for (ulong alias = 0; alias < 50; alias++)
            {
                var metric = SparkplugMetric.Number(alias);
                metric.Alias = alias;
                writer.Metric(metric);
            }
            SparkplugPayload.Read(_bytes.WrittenSpan, SparkplugLimits.Default, out var payload);
            foreach (var metric in payload) metric.TryGetNumber(SparkplugDataType.Double, out _);
        }
        Turn();
        Assert.Equal(0, SteadyState.AllocatedBy(100, Turn));
    }

    private static byte[] Repeat(byte[] bytes, int times) => [.. Enumerable.Repeat(bytes, times).SelectMany(b => b)];

    private static byte[] Field(int number, byte[] message)
    {
        var output = new ArrayBufferWriter<byte>();
        new ProtoWriter(output).Bytes(number, message);
        return output.WrittenSpan.ToArray();
    }
}
