using EdgeAppliance.Tests.Daemon.Http;

namespace EdgeAppliance.Tests.Edgectl.Control;

public sealed class TokensCommandTests
{
    [Fact]
    public async Task Tokens_AddedListedAndRemoved()
    {
        await using var hosted = await HostedAppliance.Start();
        var added = await EdgectlRun.Of("tokens", "add", "plc 7", "--scope", "ingest", "--state", hosted.State.Path);
        Assert.True(added.Code == 0, added.Errors);
        Assert.NotNull(hosted.Host.Tokens.Find(added.Output.Trim()));
        Assert.Contains("plc 7  ingest", (await EdgectlRun.Of("tokens", "--state", hosted.State.Path)).Output);
        Assert.Equal("removed\n", (await EdgectlRun.Of("tokens", "remove", "plc 7", "--state", hosted.State.Path)).Output);
        Assert.Equal(1, (await EdgectlRun.Of("tokens", "remove", "plc 7", "--state", hosted.State.Path)).Code);
        Assert.Equal(2, (await EdgectlRun.Of("tokens", "add", "x", "--scope", "root", "--state", hosted.State.Path)).Code);
    }
}
