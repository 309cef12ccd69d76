using EdgeAppliance.Demo;

namespace EdgeAppliance.Tests.Demo;

public sealed class DemoOptionsTests
{
    [Fact]
    public void Parse_Nothing_IsTheMachineScenario()
    {
        var options = DemoOptions.Parse([])!;
        Assert.Equal(("machine", false, false), (options.Scenario, options.Smoke, options.EmbeddedBroker));
    }

    [Fact]
    public void Parse_EveryOption_IsTaken()
    {
        var options = DemoOptions.Parse(["--scenario=pump", "--speed=12.5", "--smoke", "--plain", "--embedded-broker", "--out=/tmp/o"])!;
        Assert.Equal(("pump", 12.5, true, true, true, "/tmp/o"), (options.Scenario, options.Speed, options.Smoke, options.Plain, options.EmbeddedBroker, options.Out));
    }

    [Theory]
    [InlineData("--scenario=boat")]
    [InlineData("--speed=0")]
    [InlineData("--smoke=yes")]
    [InlineData("--help")]
    [InlineData("pump")]
    public void Parse_WrongOption_IsRefused(string argument) => Assert.Null(DemoOptions.Parse([argument]));
}
