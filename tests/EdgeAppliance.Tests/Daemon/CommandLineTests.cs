using EdgeAppliance.Daemon;

namespace EdgeAppliance.Tests.Daemon;

public class CommandLineTests
{
    [Fact]
    public void Parse_Nothing_TakesTheStandards()
    {
        var line = CommandLine.Parse([], out _)!;
        Assert.Equal("/etc/edge-appliance/appliance.json", line.ConfigFile);
        Assert.Equal("/var/lib/edge-appliance", line.StateDirectory);
        Assert.Equal(Act.Serve, line.Act);
    }

    [Fact]
    public void Parse_AllArguments_AreTaken() =>
        Assert.Equal(new CommandLine("c", "s", Act.Check), CommandLine.Parse(["--state", "s", "--check", "--config", "c"], out _));

    [Theory]
    [InlineData("--self-test", (int)Act.SelfTest)]
    [InlineData("--self-test=long", (int)Act.LongSelfTest)]
    [InlineData("--schema", (int)Act.ShowSchema)]
    [InlineData("--version", (int)Act.ShowVersion)]
    [InlineData("--help", (int)Act.ShowUsage)]
    public void Parse_Act_IsTaken(string argument, int act) => Assert.Equal((Act)act, CommandLine.Parse([argument], out _)!.Act);

    [Theory]
    [InlineData("--self-test=short", "unknown argument '--self-test=short'")]
    [InlineData("--what", "unknown argument '--what'")]
    [InlineData("--config", "--config needs a value")]
    public void Parse_Wrong_SaysHow(string argument, string message)
    {
        Assert.Null(CommandLine.Parse([argument], out string wrong));
        Assert.Equal(message, wrong);
    }
}
