using System.Formats.Cbor;
using CsCheck;
using EdgeAppliance.Daemon.Ingest;
using EdgeAppliance.Daemon.Ingest.Payloads;

namespace EdgeAppliance.Tests.Ingest.Payloads;

public sealed class CborPayloadDecoderTests
{
    private static readonly PayloadMapping s_map = new()
    {
        Channels = [new("temp", "/1/0"), new("deep", "/a/b"), new("second", "/list/1")], TimePointer = "/t", TimeUnit = PayloadTimeUnit.Milliseconds,
    };

    private readonly DeviceStream _device = new("pump", "7");
    private readonly double[] _values = new double[PayloadLimits.ChannelsCeiling];

    [Theory]
    [InlineData("A3 6474656D70 FB4035800000000000 68 6D6F6973747572 65 1828 626F6B F5", "temp=21.5 moisture=40")] // a double, a byte, true
    [InlineData("BF 6474656D70 F94D60 6161 20 FF", "temp=21.5 a=-1")] // of no told length; a half; a negative
    [InlineData("A2 6474656D70 C1 FA41AC0000 6162 83 01 02 03", "temp=21.5")] // a tag; an array is no channel
    [InlineData("A2 6474656D70 1A000F4240 6162 7F 6161 FF", null)] // text in pieces
    public void Decode_TopLevelNumbers_AreChannels(string hex, string? expected)
    {
        var reading = Decode(hex, PayloadMapping.Default);
        Assert.Equal(expected is null ? PayloadError.NotCbor : PayloadError.None, reading.Error);
        if (expected is not null) Assert.Equal(expected, Text(reading));
    }

    [Fact]
    public void Decode_Mapped_FindsKeysOfBothKindsAndTheTime()
    {
        var reading = Decode("A5 01 81 15 6161 A2 6162 F5 6163 A0 646C697374 9F 01 18C8 F6 FF 6174 1B0000018BCFE56800 617A 9F 9F FF FF", s_map);
        Assert.Equal("temp=21 deep=1 second=200", Text(reading));
        Assert.Equal(1_700_000_000_000_000, reading.TimeUs);
    }

    [Theory]
    [InlineData("A2 01 81 15 6174 C1 1A6553F100")] // seconds, as tag 1 says
    [InlineData("A2 01 81 15 6174 C0 74 323032332D31312D31345432323A31333A32305A")] // 2023-11-14T22:13:20Z
    public void Decode_TaggedTime_IsItsOwn(string hex) => Assert.Equal(1_700_000_000_000_000, Decode(hex, s_map).TimeUs);

    [Theory]
    [InlineData("", PayloadError.NotCbor)]
    [InlineData("80", PayloadError.NotCbor)]
    [InlineData("A0", PayloadError.NoChannel)]
    [InlineData("A1 6161", PayloadError.NotCbor)]
    [InlineData("A1 6161 01 00", PayloadError.NotCbor)]
    [InlineData("A1 6161 FF", PayloadError.NotCbor)]
    [InlineData("BF 6161 01", PayloadError.NotCbor)]
    [InlineData("A1 6161 9B7FFFFFFFFFFFFFFF", PayloadError.NotCbor)]
    [InlineData("BBFFFFFFFFFFFFFFFF 6161 01", PayloadError.NotCbor)]
    [InlineData("A1 6161 7BFFFFFFFFFFFFFFFF", PayloadError.NotCbor)]
    [InlineData("A1 6161 F97C00", PayloadError.NumberOutOfRange)]
    [InlineData("A2 6161 01 6161 02", PayloadError.ChannelTwice)]
    [InlineData("A1 60 01", PayloadError.NameInvalid)]
    public void Decode_Wrong_IsRefused(string hex, PayloadError error) => Assert.Equal(error, Decode(hex, PayloadMapping.Default).Error);

    [Fact]
    public void Decode_DeepNesting_Ends() =>
        Assert.Equal(PayloadError.NotCbor, new CborPayloadDecoder(PayloadMapping.Default, PayloadLimits.Default).Decode([0xa1, 0x61, 0x61, .. Enumerable.Repeat((byte)0x81, 60_000), 1], _device, _values).Error);

    [Fact]
    public void Decode_SameShapeAgain_AllocatesNothing()
    {
        byte[] payload = Hex("A2 6474656D70 FB4035800000000000 6161 01");
        var decoder = new CborPayloadDecoder(PayloadMapping.Default, PayloadLimits.Default);
        decoder.Decode(payload, _device, _values);
        Assert.Equal(0, SteadyState.AllocatedBy(1000, () => decoder.Decode(payload, _device, _values)));
    }

    [Fact]
    public void Decode_WhatAnotherWriterWrote_IsTheSame() =>
        Gen.Select(Gen.Char['a', 'z'].Array[1, 8], Gen.Double.Where(double.IsFinite)).Array[1, 20].Sample(pairs =>
        {
            var distinct = pairs.GroupBy(pair => new string(pair.Item1)).ToDictionary(group => group.Key, group => group.First().Item2);
            var writer = new CborWriter(CborConformanceMode.Lax, convertIndefiniteLengthEncodings: false);
            writer.WriteStartMap(distinct.Count % 2 == 0 ? null : distinct.Count);
            foreach (var (name, value) in distinct)
            {
                writer.WriteTextString(name);
                if (value is > -1e15 and < 1e15 && Math.Floor(value) == value) writer.WriteInt64((long)value);
                else writer.WriteDouble(value);
            }
            writer.WriteEndMap();
            var reading = new CborPayloadDecoder(PayloadMapping.Default, PayloadLimits.Default).Decode(writer.Encode(), new DeviceStream("s", "d"), _values);
            Assert.Equal(distinct.Keys, reading.Channels!.Names.ToArray());
            Assert.Equal(distinct.Values, _values[..distinct.Count]);
        }, iter: 1000, threads: 1);

    private DecodedReading Decode(string hex, PayloadMapping mapping) => new CborPayloadDecoder(mapping, PayloadLimits.Default).Decode(Hex(hex), _device, _values);

    private static byte[] Hex(string hex) => Convert.FromHexString(hex.Replace(" ", ""));

    private string Text(DecodedReading reading) =>
        string.Join(' ', Enumerable.Range(0, reading.Channels!.Count).Select(i => FormattableString.Invariant($"{reading.Channels[i]}={_values[i]}")));
}
