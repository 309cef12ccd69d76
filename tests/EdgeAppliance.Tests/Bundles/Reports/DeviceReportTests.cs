using System.Text;
using CsCheck;
using EdgeAppliance.Bundles.Reports;

namespace EdgeAppliance.Tests.Bundles.Reports;

public sealed class DeviceReportTests
{
    /// <summary>Frozen: fleets of several versions are watched.</summary>
    private const string Golden = """
        {"device":"box","tags":{"site":"north"},"bundles":[{"bundle":"pump","version":"2.0.0","deployment":"pump-3","state":"rolledBack","reason":"it drifts","since":"2026-11-27T04:00:00+00:00"},{"bundle":"pump","version":"1.0.0","state":"committed"}]}
        """;

    [Fact]
    public void ToUtf8_WhatWasRead_IsTheSame()
    {
        var report = DeviceReport.TryParse(Encoding.UTF8.GetBytes(Golden));

        Assert.Equal(Golden.Trim(), Encoding.UTF8.GetString(report!.ToUtf8()));
    }

    [Fact]
    public void TryParse_NewerDevicesMembers_ArePassedOver() =>
        Assert.NotNull(DeviceReport.TryParse("""{"device":"box","tags":{},"bundles":[],"colour":"red"}"""u8));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"device":""}""")]
    [InlineData("""{"device":null}""")]
    [InlineData("""{"device":"box","tags":null}""")]
    [InlineData("""{"device":"box","tags":{"site":null}}""")]
    [InlineData("""{"device":"box","bundles":null}""")]
    [InlineData("""{"device":"box","bundles":[null]}""")]
    [InlineData("""{"device":"box","bundles":[{"bundle":"a","version":"1","state":"exploded"}]}""")]
    [InlineData("""{"device":"box","bundles":[{"bundle":"a","version":"1","state":5}]}""")]
    [InlineData("""{"device":"box","bundles":[{"bundle":"a","state":"committed"}]}""")]
    public void TryParse_WhatIsNoReport_IsNull(string payload) => Assert.Null(DeviceReport.TryParse(Encoding.UTF8.GetBytes(payload)));

    [Fact]
    public void TryParse_TooLarge_IsNull() =>
        Assert.Null(DeviceReport.TryParse(Encoding.UTF8.GetBytes("""{"device":"box"}""" + new string(' ', DeviceReport.BytesMax))));

    [Fact]
    public void TryParse_AnyBytes_IsAReportOrNull() => Gen.Byte.Array[0, 300].Sample(bytes => DeviceReport.TryParse(bytes) is null or { Device.Length: > 0 });

    [Fact]
    public void TryParse_AnyChangeOfAByte_IsAReportOrNull() => Gen.Select(Gen.Int[0, Golden.Length - 1], Gen.Byte).Sample((at, value) =>
    {
        byte[] changed = Encoding.UTF8.GetBytes(Golden);
        changed[at] = value;
        return DeviceReport.TryParse(changed) is null or { Device.Length: > 0, Bundles.Count: <= 2 };
    });
}
