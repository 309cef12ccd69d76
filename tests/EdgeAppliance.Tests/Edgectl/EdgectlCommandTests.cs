namespace EdgeAppliance.Tests.Edgectl;

public sealed class EdgectlCommandTests
{
    [Theory]
    [InlineData("frobnicate")]
    [InlineData("status --url ftp://x")]
    [InlineData("status --url 127.0.0.1:8080")]
    [InlineData("logs --lines 1001")]
    [InlineData("simulate --devices 0")]
    [InlineData("simulate --rate -1")]
    [InlineData("simulate --rate NaN")]
    [InlineData("data get none")]
    [InlineData("models evaluate")]
    public async Task Run_WrongUsage_EndsWith2(string line)
    {
        var run = await EdgectlRun.Of(line.Split(' '));
        Assert.Equal(2, run.Code);
        Assert.Empty(run.Output);
        Assert.All(run.ErrorLines, error => Assert.StartsWith("edgectl: ", error));
    }
}
