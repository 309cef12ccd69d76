using EdgeAppliance.Core.Commands;
using EdgeAppliance.Tests.Daemon.Http;

namespace EdgeAppliance.Tests.Edgectl.Control;

public sealed class TellCommandTests
{
    [Theory]
    [InlineData("true", "true")]
    [InlineData("0.5", "0.5")]
    [InlineData("""["a","b"]""", """["a","b"]""")]
    [InlineData("Pump 7 runs", "\"Pump 7 runs\"")]
    [InlineData("\"", "\"\\u0022\"")]
    public async Task Run_Value_IsJsonOrAText(string value, string sent)
    {
        await using var hosted = await HostedAppliance.Start();
        string? asked = null;
        hosted.Appliance.OnCommand = (command, element) =>
        {
            asked = $"{command} {element.GetRawText()}";
            return CommandOutcome.Done;
        };
        var run = await EdgectlRun.Of("tell", "relay", "on", value, "--state", hosted.State.Path);
        Assert.Equal((0, "done\n", $"on {sent}"), (run.Code, run.Output, asked));
    }

    [Fact]
    public async Task Run_DeviceRefuses_SaysWhyOnOneLine()
    {
        await using var hosted = await HostedAppliance.Start();
        hosted.Appliance.OnCommand = (_, _) => CommandOutcome.Failed("The lines are not held now.");
        var run = await EdgectlRun.Of("tell", "relay", "on", "1", "--state", hosted.State.Path);
        Assert.Equal(1, run.Code);
        Assert.Contains("The lines are not held now.", Assert.Single(run.ErrorLines));
    }
}
