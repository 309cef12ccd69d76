using System.Text;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Daemon.Ingest;
using EdgeAppliance.Daemon.Ingest.SenMl;

namespace EdgeAppliance.Tests.Ingest.SenMl;

/// <summary>Units that a source declares, and those that records have (RFC 8428 section 12.1).</summary>
public sealed class SenMlUnitTests
{
    private static readonly DeviceStream s_device = new("field", "pump");

    [Theory]
    [InlineData("""[{"n":"temp","u":"Cel","v":20}]""", 293.15)]
    [InlineData("""[{"n":"temp","u":"K","v":300}]""", 300)]
    [InlineData("""[{"n":"temp","v":68}]""", 293.15)]
    [InlineData("""[{"bu":"Cel","n":"temp","v":20}]""", 293.15)]
    [InlineData("""[{"bu":"Cel","n":"temp","u":"K","v":300}]""", 300)]
    [InlineData("""[{"n":"flow","u":"l/s","v":2}]""", 120)]
    [InlineData("""[{"n":"flow","u":"m3/h","v":6}]""", 100)]
    [InlineData("""[{"n":"other","u":"Cel","v":20}]""", 20)]
    [InlineData("""[{"n":"temp","u":"Cel","vb":true}]""", 1)]
    public void Read_Units_AreBroughtToTheDeclaredOnes(string pack, double expected)
    {
        Assert.Equal(PayloadError.None, Rows().Read(Encoding.UTF8.GetBytes(pack), false, 1, s_device, out var rows));
        Assert.Equal(expected, Assert.Single(Assert.Single(rows).Values), 9);
    }

    [Theory]
    [InlineData("""[{"n":"other","v":1},{"n":"temp","u":"W","v":20}]""")]
    [InlineData("""[{"n":"other","v":1},{"n":"temp","u":"furlong","v":20}]""")]
    public void Read_UnitThatCannotBecomeIt_IsRefusedAtItsRecord(string pack)
    {
        Assert.Equal(PayloadError.UnitInvalid, Rows().Read(Encoding.UTF8.GetBytes(pack), false, 1, s_device, out _, out int at));
        Assert.Equal(1, at);
    }

    private static SenMlRows Rows()
    {
        Assert.True(UnitTable.TryConversion("[degF]", "K", out double scale, out double offset, out _));
        return new SenMlRows(PayloadLimits.Default, [new ChannelConversion("temp", scale, offset) { To = "K" }, new ChannelConversion("flow", 1, 0) { To = "L/min" }]);
    }
}
