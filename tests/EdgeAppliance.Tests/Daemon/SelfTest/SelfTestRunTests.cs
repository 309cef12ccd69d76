using EdgeAppliance.Daemon.SelfTest;

namespace EdgeAppliance.Tests.Daemon.SelfTest;

public sealed class SelfTestRunTests
{
    [Fact]
    public async Task Run_Short_EveryCheckHoldsHere()
    {
        var output = new StringWriter();
        Assert.True(await SelfTestRun.Run(SelfChecks.Short, output, TimeProvider.System) == 0, output.ToString());
        string[] lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["clock", "payload", "store", "model", "mqtt"], lines.Select(line => line.Split(' ', ':')[1]));
        Assert.All(lines, line => Assert.Matches(@"^ok \w+: .+ \(\d+ ms\)$", line));
    }

    [Theory]
    [InlineData("outbox")]
    [InlineData("inference")]
    public async Task Run_LongCheck_HoldsHere(string name)
    {
        var output = new StringWriter();
        Assert.True(await SelfTestRun.Run([SelfChecks.Long.Single(check => check.Name == name)], output, TimeProvider.System) == 0, output.ToString());
    }

    [Fact]
    public async Task Run_OneFails_SaysWhyOnOneLineAndGoesOn()
    {
        var output = new StringWriter();
        SelfCheck[] checks = [new("first", _ => throw new CheckFailedException("21.5 is read as\n0")), new("second", around => Task.FromResult(around.Folder))];
        Assert.Equal(1, await SelfTestRun.Run(checks, output, TimeProvider.System));
        string[] lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("FAILED first: 21.5 is read as 0 [CheckFailedException] (", lines[0]);
        Assert.StartsWith("ok second: ", lines[1]);
        Assert.False(Directory.Exists(lines[1].Split(' ')[2]), "the folder of a check that held is still there");
    }
}
