using System.Globalization;
using System.Text;
using CsCheck;
using EdgeAppliance.Core.Tables;

namespace EdgeAppliance.Tests.Core.Tables;

public sealed class TimeFieldTests
{
    [Theory]
    [InlineData("2020-03-09 10:14:33", "2020-03-09T10:14:33Z")]
    [InlineData("2020-03-09T10:14", "2020-03-09T10:14:00Z")]
    [InlineData("2020-03-09T10:14:33.250+02:00", "2020-03-09T08:14:33.250Z")]
    [InlineData("2020-03-09 10:14:33-0130", "2020-03-09T11:44:33Z")]
    [InlineData("1583748873", "2020-03-09T10:14:33Z")]
    [InlineData("1583748873.5", "2020-03-09T10:14:33.5Z")]
    [InlineData("1583748873500", "2020-03-09T10:14:33.5Z")]
    [InlineData("1583748873500000", "2020-03-09T10:14:33.5Z")]
    public void TryParse_ATime_GivesItsMicroseconds(string text, string expected)
    {
        Assert.True(TimeField.TryParse(Encoding.UTF8.GetBytes(text), TableTimeUnit.Auto, out long timeUs));
        Assert.Equal(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture), DateTimeOffset.UnixEpoch.AddMicroseconds(timeUs));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("1e30")]
    [InlineData("2020-02-30 10:14:33")]
    [InlineData("2020-03-09 24:14:33")]
    [InlineData("2020-03-09 10:14:3x")]
    [InlineData("2020-03-09 10:14:33+99:")]
    [InlineData("1969-12-31 23:59:59")]
    public void TryParse_NoTime_IsRefused(string text) => Assert.False(TimeField.TryParse(Encoding.UTF8.GetBytes(text), TableTimeUnit.Auto, out _));

    [Fact]
    public void TryParse_WhateverIsWritten_IsReadBack() =>
        Gen.Long[0, 7_000_000_000_000_000].Sample(us =>
        {
            var time = DateTimeOffset.UnixEpoch.AddMicroseconds(us);
            foreach (string format in new[] { "yyyy-MM-dd HH:mm:ss.ffffff", "yyyy-MM-ddTHH:mm:ss.ffffffzzz" })
            {
                Assert.True(TimeField.TryParse(Encoding.UTF8.GetBytes(time.ToString(format, CultureInfo.InvariantCulture)), TableTimeUnit.Auto, out long read));
                Assert.Equal(us, read);
            }
        }, iter: 1000);

    [Fact]
    public void TryParse_AnyBytes_NeverThrows() =>
        Gen.Select(Gen.Char["0123456789-:. TZ+e"].Array[0, 40], Gen.Byte.Array[0, 8]).Sample((near, any) =>
        {
            byte[] bytes = [.. Encoding.UTF8.GetBytes(near), .. any];
            if (TimeField.TryParse(bytes, TableTimeUnit.Seconds, out long us)) Assert.InRange(us, 0, 7_258_118_400_000_000);
        }, iter: 5000);
}
