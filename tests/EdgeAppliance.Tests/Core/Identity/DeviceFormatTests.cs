using System.Text;
using EdgeAppliance.Core.Identity;

namespace EdgeAppliance.Tests.Core.Identity;

public sealed class DeviceFormatTests
{
    private const string Hash = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    private const string Whole = $$"""{"version":1,"id":"pump-7","tenant":"plant","created":"2026-01-02T03:04:05+00:00","expires":"2027-01-02T03:04:05+00:00","revoked":"2026-06-02T03:04:05+00:00","credentials":[{"type":"secret","sha256":"{{Hash}}"},{"type":"password","salt":"0001020304050607","iterations":600000,"pbkdf2Sha256":"{{Hash}}"},{"type":"subject","commonName":"pump-7"},{"type":"thumbprint","sha256":"{{Hash}}"},{"type":"issued","sha256":"{{Hash}}","serial":"4a0f","expires":"2026-04-02T03:04:05+00:00"},{"type":"enrolment","sha256":"{{Hash}}","expires":"2026-01-03T03:04:05+00:00"},{"type":"key","key":"{{Hash}}"},{"type":"token","subject":"client-7"}],"publish":["plant/{device}/#"],"subscribe":["commands/{device}/\u002B"]}""";

    /// <summary>The stored format is frozen.</summary>
    [Fact]
    public void Write_WhatWasRead_IsTheSameBytes() => Assert.Equal(Whole, Encoding.UTF8.GetString(DeviceFormat.Write(Read(Whole))));

    [Fact]
    public void Read_LeastOfAll_KnowsNothingMore()
    {
        var device = Read("""{"version":1,"id":"a","tenant":"default","created":"2026-01-02T03:04:05Z","credentials":[]}""");
        Assert.Empty(device.Publish);
        Assert.Null(device.Expires);
    }

    [Theory]
    [InlineData("\"version\":1", "\"version\":2", "version")]
    [InlineData("\"id\":\"pump-7\"", "\"id\":\"../x\"", "an id has")]
    [InlineData("\"id\":\"pump-7\"", "\"id\":null", "'id' is null")]
    [InlineData("\"expires\":", "\"expired\":", "'expired' is no key")]
    [InlineData("\"tenant\":\"plant\"", "\"tenant\":\"plant\",\"tenant\":\"other\"", "twice")]
    [InlineData("\"iterations\":600000", "\"iterations\":1", "iterations")]
    [InlineData("\"iterations\":600000", "\"iterations\":2000000000", "iterations")]
    [InlineData("\"salt\":\"0001020304050607\"", "\"salt\":\"00\"", "salt")]
    [InlineData("\"serial\":\"4a0f\"", "\"serial\":\"\"", "serial number")]
    [InlineData("\"key\":\"0001", "\"key\":\"x", "a key has")]
    [InlineData("\"subject\":\"client-7\"", "\"subject\":\"\"", "subject")]
    [InlineData("\"type\":\"subject\"", "\"type\":\"blood\"", "'blood' is no type")]
    [InlineData("\"sha256\":\"0001", "\"sha256\":\"01", "32 bytes")]
    [InlineData("plant/{device}/#", "plant/#/{device}", "is no topic filter")]
    [InlineData("[\"plant/{device}/#\"]", "\"plant\"", "")]
    [InlineData("\"2027-01-02T03:04:05+00:00\"", "\"never\"", "")]
    public void Read_BadFile_SaysWhy(string good, string bad, string why)
    {
        Assert.Contains(good, Whole);
        var error = Assert.Throws<FormatException>(() => Read(Whole.Replace(good, bad, StringComparison.Ordinal)));
        Assert.Contains(why, error.Message);
    }

    private static DeviceRecord Read(string json) => DeviceFormat.Read(Encoding.UTF8.GetBytes(json));
}
