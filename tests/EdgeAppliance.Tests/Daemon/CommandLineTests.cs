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
        Assert.False(line.Check);
    }

    [Fact]
    public void Parse_AllArguments_AreTaken() =>
        Assert.Equal(new CommandLine("c", "s", true), CommandLine.Parse(["--state", "s", "--check", "--config", "c"], out _));

    [Theory]
    [InlineData("--what", "unknown argument '--what'")]
    [InlineData("--config", "--config needs a value")]
    public void Parse_Wrong_SaysHow(string argument, string message)
    {
        Assert.Null(CommandLine.Parse([argument], out string wrong));
        Assert.Equal(message, wrong);
    }
}
