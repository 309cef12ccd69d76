using System.Text;
using CsCheck;
using EdgeAppliance.Daemon.Ingest.SenMl;

namespace EdgeAppliance.Tests.Ingest.SenMl;

public sealed class SenMlTests
{
    private static IReadOnlyList<SenMlRecord> Read(string json)
    {
        Assert.Equal(SenMlError.None, SenMlJson.Read(Encoding.UTF8.GetBytes(json), SenMlLimits.Default, out var records));
        return records;
    }

    /// <summary>RFC 8428 section 5.1.2.</summary>
    [Fact]
    public void Read_MultipleDataPoints_AreResolved()
    {
        var records = Read("""[{"bn":"urn:dev:ow:10e2073a0108006:","bt":1.276020076001e+09,"bu":"A","bver":5,"n":"voltage","u":"V","v":120.1},{"n":"current","t":-5,"v":1.2},{"n":"current","t":-4,"v":1.3}]""");
        Assert.Equal(
            [("urn:dev:ow:10e2073a0108006:voltage", "V", 1.276020076001e9, 120.1), ("urn:dev:ow:10e2073a0108006:current", "A", 1.276020071001e9, 1.2), ("urn:dev:ow:10e2073a0108006:current", "A", 1.276020072001e9, 1.3)],
            records.Select(record => (record.Name, record.Unit!, record.TimeSeconds, record.Value!.Value)));
    }

    /// <summary>RFC 8428 section 5.1.4: more kinds of values.</summary>
    [Fact]
    public void Read_TextFlagAndData_AreValues()
    {
        var records = Read("""[{"bn":"urn:dev:ow:10e2073a01080063:","n":"temp","u":"Cel","v":23.1},{"n":"label","vs":"Machine Room"},{"n":"open","vb":false},{"n":"nfc-reader","vd":"aGkgCg"}]""");
        Assert.Equal("Machine Room", records[1].Text);
        Assert.False(records[2].Flag);
        Assert.Equal("hi \n"u8.ToArray(), records[3].Data);
    }

    /// <summary>RFC 8428 section 6 has this pack of CBOR, of the values of section 5.1.2.</summary>
    [Fact]
    public void Read_CborOfTheRfc_IsResolved()
    {
        byte[] pack = Convert.FromHexString(
            "87a721781b75726e3a6465763a6f773a3130653230373361303130383030363a22fb41d303a15b00106223614120050067766f6c7461676501615602fb405e066666666666a3006763757272656e74062402fb3ff3333333333333a3006763757272656e74062302fb3ff4cccccccccccda3006763757272656e74062202fb3ff6666666666666a3006763757272656e74062102f93e00a3006763757272656e74062002fb3ff999999999999aa3006763757272656e74060002fb3ffb333333333333");
        Assert.Equal(SenMlError.None, SenMlCbor.Read(pack, SenMlLimits.Default, out var records));
        Assert.Equal([120.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7], records.Select(record => record.Value!.Value));
        Assert.Equal("urn:dev:ow:10e2073a0108006:current", records[6].Name);
        Assert.Equal(1.276020071001e9, records[1].TimeSeconds, 3);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("{}", 2)]
    [InlineData("[]", 2)]
    [InlineData("[1]", 2)]
    [InlineData("""[{"n":"a","v":1}""", 1)]
    [InlineData("""[{"n":"a","v":"1"}]""", 1)]
    [InlineData("""[{"v":1}]""", 4)]
    [InlineData("""[{"n":"_a","v":1}]""", 4)]
    [InlineData("""[{"n":"a b","v":1}]""", 4)]
    [InlineData("""[{"bver":11,"n":"a","v":1}]""", 6)]
    [InlineData("""[{"n":"a","v":1,"must_":2}]""", 8)]
    [InlineData("""[{"n":"a"}]""", 9)]
    [InlineData("""[{"n":"a","v":1,"vs":"x"}]""", 9)]
    public void Read_NoPack_SaysWhy(string json, int error) =>
        Assert.Equal((SenMlError)error, SenMlJson.Read(Encoding.UTF8.GetBytes(json), SenMlLimits.Default, out _));

    [Fact]
    public void Read_BaseValueAndSum_AreAdded()
    {
        var records = Read("""[{"bn":"m","bv":20,"bs":100,"v":1,"s":5},{"v":2},{"n":"x"}]""");
        Assert.Equal([(21.0, 105.0), (22.0, 100.0), (20.0, 100.0)], records.Select(record => (record.Value!.Value, record.Sum!.Value)));
    }

    [Fact]
    public void WriteAndRead_AnyRecords_AreTheSame() =>
        Gen.Select(Gen.String["abcXYZ019"].Where(name => name.Length is > 0 and < 50), Gen.Double.Where(double.IsFinite), Gen.Double[0, 4e9], Gen.Int[0, 3])
            .Select((name, value, time, kind) => new SenMlRecord(name, "Cel", time)
            {
                Value = kind == 0 ? value : null, Text = kind == 1 ? "t" + name : null, Flag = kind == 2 ? value > 0 : null, Sum = kind == 3 ? value : null,
            }).Array[1, 20].Sample(records =>
            {
                Assert.Equal(SenMlError.None, SenMlJson.Read(SenMlJson.Write(records), SenMlLimits.Default, out var ofJson));
                Assert.Equal(SenMlError.None, SenMlCbor.Read(SenMlCbor.Write(records), SenMlLimits.Default, out var ofCbor));
                Assert.Equal(records, ofJson);
                Assert.Equal(records, ofCbor);
            }, iter: 500);

    [Fact]
    public void Read_AnyBytes_IsAPackOrAnError() => Gen.Byte.Array[0, 200].Sample(bytes =>
    {
        bool json = SenMlJson.Read(bytes, SenMlLimits.Default, out var first) == SenMlError.None;
        bool cbor = SenMlCbor.Read(bytes, SenMlLimits.Default, out var second) == SenMlError.None;
        Assert.Equal(json, first.Count > 0);
        Assert.Equal(cbor, second.Count > 0);
    }, iter: 20_000);
}
