using System.Text;
using System.Text.Json;
using CsCheck;
using EdgeAppliance.Daemon.Ingest;

namespace EdgeAppliance.Tests.Ingest;

public class JsonPayloadDecoderTests
{
    private readonly DeviceStream _device = new("pump", "7");
    private readonly double[] _values = new double[PayloadLimits.ChannelsCeiling];

    private DecodedReading Decode(string json, PayloadMapping? mapping = null, PayloadLimits? limits = null) =>
        new JsonPayloadDecoder(mapping ?? PayloadMapping.Default, limits ?? PayloadLimits.Default).Decode(Encoding.UTF8.GetBytes(json), _device, _values);

    [Fact]
    public void Decode_TopLevelNumbers_AreChannelsOfTheirNames()
    {
        var reading = Decode("""{"seq": 7, "name": "x", "temp": -21.5e0, "on": true, "deep": {"a": 1}, "list": [1, 2], "none": null}""");
        Assert.Equal(PayloadError.None, reading.Error);
        Assert.Equal(["seq", "temp"], reading.Channels!.Names.ToArray());
        Assert.Equal(7, _values[0]);
        Assert.Equal(-21.5, _values[1]);
        Assert.Null(reading.TimeUs);
    }

    [Fact]
    public void Decode_SameShapeAgain_SharesTheChannelSet() =>
        Assert.Same(Decode("""{"a": 1, "b": 2}""").Channels, Decode("""{ "a":3,"x":"y","b":4}""").Channels);

    [Fact]
    public void Decode_SameShapeAgain_AllocatesNothing()
    {
        var decoder = new JsonPayloadDecoder(PayloadMapping.Default, PayloadLimits.Default);
        byte[] payload = """{"seq": 7, "temp": 21.5}"""u8.ToArray();
        for (int i = 0; i < 100; i++) decoder.Decode(payload, _device, _values);
        Assert.Equal(0, SteadyState.AllocatedBy(1000, () => decoder.Decode(payload, _device, _values)));
    }

    [Theory]
    [InlineData("", PayloadError.NotJson)]
    [InlineData("x", PayloadError.NotJson)]
    [InlineData("""{"a": 1""", PayloadError.NotJson)]
    [InlineData("""{"a": 1} {}""", PayloadError.NotJson)]
    [InlineData("""{"a": 01}""", PayloadError.NotJson)]
    [InlineData("""{"a": NaN}""", PayloadError.NotJson)]
    [InlineData("[1]", PayloadError.NotAnObject)]
    [InlineData("12", PayloadError.NotAnObject)]
    [InlineData("{}", PayloadError.NoChannel)]
    [InlineData("""{"a": "1"}""", PayloadError.NoChannel)]
    [InlineData("""{"a": 1e999}""", PayloadError.NumberOutOfRange)]
    [InlineData("""{"a": 1, "a": 2}""", PayloadError.ChannelTwice)]
    [InlineData("""{"a": 1, "\u0061": 2}""", PayloadError.ChannelTwice)]
    [InlineData("""{"": 1}""", PayloadError.NameInvalid)]
    [InlineData("""{"\ud800": 1}""", PayloadError.NameInvalid)]
    [InlineData("""{"a": [[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]}""", PayloadError.TooDeep)]
    public void Decode_BadPayload_SaysWhatIsWrong(string json, PayloadError expected)
    {
        var reading = Decode(json);
        Assert.Equal(expected, reading.Error);
        Assert.Null(reading.Channels);
        Assert.EndsWith(".", PayloadErrorText.Of(expected, PayloadLimits.Default));
    }

    [Fact]
    public void Decode_OverALimit_IsRefused()
    {
        Assert.Equal(PayloadError.TooLarge, Decode("""{"a": 1}""", limits: new PayloadLimits { PayloadBytesMax = 7 }).Error);
        Assert.Equal(PayloadError.TooManyChannels, Decode("""{"a": 1, "b": 2, "c": 3}""", limits: new PayloadLimits { ChannelsMax = 2 }).Error);
        Assert.Equal(PayloadError.NameTooLong, Decode("""{"abc": 1}""", limits: new PayloadLimits { NameBytesMax = 2 }).Error);
    }

    [Fact]
    public void Decode_MoreShapesThanADeviceMayHave_RefusesTheNewOnesAlone()
    {
        var limits = new PayloadLimits { ShapesPerDeviceMax = 1 };
        Assert.Equal(PayloadError.None, Decode("""{"a": 1}""", limits: limits).Error);
        Assert.Equal(PayloadError.TooManyShapes, Decode("""{"b": 1}""", limits: limits).Error);
        Assert.Equal(PayloadError.None, Decode("""{"a": 2}""", limits: limits).Error);
    }

    [Fact]
    public void Decode_Mapped_FollowsPointers()
    {
        var mapping = new PayloadMapping
        {
            Channels = [new("temp", "/sensors/1/t"), new("slash", "/a~1b"), new("on", "/on"), new("gone", "/gone")],
            TimePointer = "/meta/ts",
            TimeUnit = PayloadTimeUnit.Milliseconds,
        };
        var reading = Decode("""{"sensors": [{"t": 1}, {"x": [], "t": 2.5}], "a/b": 3, "on": true, "meta": {"ts": 1700000000123}}""", mapping);
        Assert.Equal(PayloadError.None, reading.Error);
        Assert.Equal(["temp", "slash", "on", "gone"], reading.Channels!.Names.ToArray());
        Assert.Equal([2.5, 3, 1, double.NaN], _values[..4]);
        Assert.Equal(1_700_000_000_123_000, reading.TimeUs);
        Assert.Equal(PayloadError.NoChannel, Decode("""{"other": 1}""", mapping).Error);
        Assert.Equal(PayloadError.ChannelNotANumber, Decode("""{"on": "yes"}""", mapping).Error);
    }

    [Theory]
    [InlineData("temp")]
    [InlineData("/")]
    public void Mapping_WrongPointer_IsRefused(string pointer) =>
        Assert.Throws<FormatException>(() => new JsonPayloadDecoder(new PayloadMapping { Channels = [new("a", pointer)] }, PayloadLimits.Default));

    [Theory]
    [InlineData("1700000000.5", 1_700_000_000_500_000)]
    [InlineData("\"2023-11-14T22:13:20.5Z\"", 1_700_000_000_500_000)]
    public void Decode_TimeField_IsTheTimeAndNoChannel(string time, long expectedUs)
    {
        var reading = Decode($$"""{"ts": {{time}}, "a": 1}""", new PayloadMapping { TimePointer = "/ts" });
        Assert.Equal(expectedUs, reading.TimeUs);
        Assert.Equal(["a"], reading.Channels!.Names.ToArray());
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("1e300")]
    [InlineData("\"yesterday\"")]
    [InlineData("null")]
    public void Decode_BadTime_IsRefused(string time) =>
        Assert.Equal(PayloadError.TimeInvalid, Decode($$"""{"ts": {{time}}, "a": 1}""", new PayloadMapping { TimePointer = "/ts" }).Error);

    [Fact]
    public void Decode_AnyNumbers_ComeBackExactly() =>
        Gen.Dictionary(Gen.String[1, 20], Gen.Double.Where(double.IsFinite))[1, 20].Sample(expected =>
        {
            var valid = expected.Where(e => IsText(e.Key)).ToArray();
            if (valid.Length == 0) return;
            using var stream = new MemoryStream();
            using (var writer = new Utf8JsonWriter(stream))
            {
                writer.WriteStartObject();
                foreach (var (name, value) in valid) writer.WriteNumber(name, value);
                writer.WriteEndObject();
            }
            var values = new double[PayloadLimits.ChannelsCeiling];
            var reading = new JsonPayloadDecoder(PayloadMapping.Default, PayloadLimits.Default).Decode(stream.ToArray(), new DeviceStream("s", "d"), values);
            Assert.Equal(PayloadError.None, reading.Error);
            Assert.Equal(valid.Select(e => e.Key), reading.Channels!.Names.ToArray());
            Assert.Equal(valid.Select(e => e.Value), values[..valid.Length]);
        });

    [Fact]
    public void Decode_DamagedPayloads_NeverThrow() =>
        Gen.Select(Gen.Int[0, 60], Gen.Byte, Gen.Int[0, 60]).Sample((at, with, length) =>
        {
            byte[] payload = """{"seq": 7, "x": {"y": [1, 2]}, "temp": 21.5e1, "ts": 17}"""u8.ToArray();
            payload[at % payload.Length] = with;
            payload = payload[..Math.Min(length + 1, payload.Length)];
            foreach (var mapping in new[] { PayloadMapping.Default, new PayloadMapping { TimePointer = "/ts", Channels = [new("a", "/x/y/1"), new("b", "/temp")] } })
            {
                var reading = new JsonPayloadDecoder(mapping, PayloadLimits.Default).Decode(payload, new DeviceStream("s", "d"), new double[PayloadLimits.ChannelsCeiling]);
                Assert.Equal(reading.Error == PayloadError.None, reading.Channels is not null);
            }
        }, iter: 5000);

    [Fact]
    public void Decode_AnyBytes_NeverThrow() =>
        Gen.Byte.Array[0, 64].Sample(payload =>
        {
            var reading = new JsonPayloadDecoder(PayloadMapping.Default, PayloadLimits.Default).Decode(payload, new DeviceStream("s", "d"), new double[PayloadLimits.ChannelsCeiling]);
            Assert.Equal(reading.Error == PayloadError.None, reading.Channels is not null);
        });

    private static bool IsText(string s) => s.Length > 0 && !s.Any(char.IsSurrogate) && Encoding.UTF8.GetByteCount(s) * 6 <= PayloadLimits.Default.NameBytesMax;
}
