using System.Text;
using CsCheck;
using EdgeAppliance.Daemon.Ingest;
using EdgeAppliance.FuzzTests.Engine;
using Xunit.Abstractions;

namespace EdgeAppliance.FuzzTests;

public sealed class JsonPayloadFuzzTests(ITestOutputHelper output)
{
    private static readonly IReadOnlyList<byte[]> Payloads = Corpus.Of("Payloads");

    private static readonly Mutator Damage = new(Payloads, Corpus.Tokens(
        "{", "}", "[", "]", "\"", ":", ",", "null", "true", "-0", "1e999", "-1e-999", "NaN", "\\u0000", "\\ud800", "\\udfff\\ud800", "\\\"",
        "\"time\":", "\"a\":", "\"b\":", "\"list\":", "9223372036854775808", "253402300800", "\"2026-11-24T17:00:00+99:99\"", "\xff", "/*", "[[[[[[[[[[[[[[[[[["));

    [Fact]
    public void Decode_DamagedPayload_EveryTopLevelNumber() => Try("payload-flat", PayloadMapping.Default);

    [Fact]
    public void Decode_DamagedPayload_WithTime() => Try("payload-time", new PayloadMapping { TimePointer = "/time" });

    [Fact]
    public void Decode_DamagedPayload_WithMap() => Try("payload-map", new PayloadMapping
    {
        Channels = [new("temp", "/temp"), new("deep", "/a/b/c"), new("item", "/list/1/x")],
        TimePointer = "/time",
        TimeUnit = PayloadTimeUnit.Milliseconds,
    });

    [Fact]
    public void Decode_AnyNamesAndNumbers_GivesThemInTheirOrder() =>
        Gen.Select(Gen.String[1, 20].Where(IsText), Gen.Double.Where(double.IsFinite)).Array[1, 20].Where(AreDistinct).Sample(pairs =>
        {
            string payload = "{" + string.Join(",", pairs.Select(p => FormattableString.Invariant($"{Quoted(p.Item1)}:{p.Item2:R}"))) + "}";
            double[] values = new double[PayloadLimits.ChannelsCeiling];
            var reading = new JsonPayloadDecoder(PayloadMapping.Default, PayloadLimits.Default).Decode(Encoding.UTF8.GetBytes(payload), new DeviceStream("s", "d"), values);
            Assert.Equal(PayloadError.None, reading.Error);
            Assert.Equal(pairs.Select(p => p.Item1), reading.Channels!.Names.ToArray());
            Assert.Equal(pairs.Select(p => p.Item2), values[..pairs.Length]);
        }, iter: 2000);

    private void Try(string target, PayloadMapping mapping)
    {
        var decoder = new JsonPayloadDecoder(mapping, PayloadLimits.Default);
        // One device for all: what it remembers of shapes has a limit too.
        var device = new DeviceStream("source", "device");
        double[] values = new double[PayloadLimits.ChannelsCeiling];
        new Fuzz(target, output) { Cases = 20_000, AllocatedBytesMax = 1 << 20 }.Run(Payloads, Damage.Make, payload => Check(decoder.Decode(payload, device, values), values, mapping));
    }

    private static void Check(DecodedReading reading, double[] values, PayloadMapping mapping)
    {
        Assert.Equal(reading.Error == PayloadError.None, reading.Channels is not null);
        Assert.NotEqual("", PayloadErrorText.Of(reading.Error, PayloadLimits.Default));
        if (reading.Channels is not { } channels) return;
        Assert.InRange(reading.TimeUs ?? 0, 0, 7_258_118_400_000_000);
        for (int i = 0; i < channels.Count; i++)
            Assert.True(double.IsFinite(values[i]) || (double.IsNaN(values[i]) && !mapping.Channels.IsEmpty), $"{channels[i]} is {values[i]}");
    }

    private static bool IsText(string name)
    {
        for (int i = 0; i < name.Length; i++)
        {
            if (char.IsHighSurrogate(name[i]) && i + 1 < name.Length && char.IsLowSurrogate(name[i + 1])) i++;
            else if (char.IsSurrogate(name[i])) return false;
        }
        return Encoding.UTF8.GetByteCount(Quoted(name)) <= PayloadLimits.Default.NameBytesMax;
    }

    private static bool AreDistinct((string Name, double)[] pairs) => pairs.Select(p => p.Name).Distinct(StringComparer.Ordinal).Count() == pairs.Length;

    private static string Quoted(string name) => $"\"{System.Text.Json.JsonEncodedText.Encode(name)}\"";
}
