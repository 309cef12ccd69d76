using EdgeAppliance.Daemon.Ingest;
using EdgeAppliance.Daemon.Ingest.Http;
using EdgeAppliance.FuzzTests.Engine;
using Xunit.Abstractions;

namespace EdgeAppliance.FuzzTests;

/// <summary>Bodies that are posted, as every format in turn.</summary>
public sealed class PostFuzzTests(ITestOutputHelper output)
{
    private static readonly IReadOnlyList<byte[]> Bodies = Corpus.Of("Posts");

    private static readonly Mutator Damage = new(Bodies, Corpus.Tokens(
        "{", "}", "[", "]", "\"", ":", ",", "\n", "\r\n", ";", "null", "1e999", "NaN", "\\ud800", "\"data\":", "\"data_base64\":", "\"time\":", "\"id\":", "id", "time",
        "\"specversion\":\"1.0\"", "\"n\":", "\"bn\":", "\"bt\":", "\"v\":", "\xff", "[[[[[[[[[[[[[[[[[[[[[[[[", "=", "253402300800", "\xef\xbb\xbf"));

    [Fact]
    public void Read_DamagedBody_Plain() => Try("post", new HttpSourceOptions { Name = "s" });

    [Fact]
    public void Read_DamagedBody_WithMapTimeAndDevice() => Try("post-map", new HttpSourceOptions
    {
        Name = "s", DevicePointer = "/id", Mapping = new PayloadMapping { Channels = [new("t", "/temp"), new("deep", "/a/0/b")], TimePointer = "/time" },
    });

    private void Try(string target, HttpSourceOptions options)
    {
        var limits = options.Limits with { RowsMax = 20, ValuesMax = 200, DevicesMax = 50 };
        options = options with { Limits = limits };
        var decoder = new PostDecoder(options, new PostDevices(options));
        var rows = new RowBuffer();
        // Every format in turn, and .NET's JSON reader repeats all that follows a bad literal in its message.
        new Fuzz(target, output) { Cases = 5_000, AllocatedBytesMax = 16 << 20 }.Run(Bodies, Damage.Make, body =>
        {
            foreach (var format in Enum.GetValues<PostFormat>())
                if (format != PostFormat.Binary) Check(decoder, format, body, rows, limits);
        });
    }

    private static void Check(PostDecoder decoder, PostFormat format, byte[] body, RowBuffer rows, PayloadLimits limits)
    {
        rows.Clear();
        var fault = decoder.Read(format, body, new PostOrigin(null, 1_700_000_000_000_000), rows);
        var place = PostPlace.Of(format, body, fault);
        if (!fault.IsNone)
        {
            Assert.NotEqual("", PayloadErrorText.Of(fault.Error, limits));
            Assert.InRange(fault.At, -1, body.Length);
            Assert.True(place.Line is null or > 0 && place.Column is null or > 0 && place.Pointer is null or ['#', ..]);
            return;
        }
        Assert.InRange(rows.Count, 1, limits.RowsMax);
        Assert.InRange(rows.ValueCount, rows.Count, limits.ValuesMax);
        if (rows.Keys.Count > 0) Assert.Equal(rows.Count, rows.Keys.Sum(key => key.Rows));
        for (int i = 0; i < rows.Count; i++)
        {
            Assert.InRange(rows[i].TimeUs, 0, PayloadTime.UsEnd - 1);
            Assert.Equal(rows[i].Channels.Count, rows[i].Values.Length);
            foreach (double value in rows[i].Values) Assert.True(double.IsFinite(value) || double.IsNaN(value));
        }
    }
}
