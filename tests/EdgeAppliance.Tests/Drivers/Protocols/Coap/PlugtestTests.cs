using System.Text;
using EdgeAppliance.Drivers.Protocols.Coap;

namespace EdgeAppliance.Tests.Drivers.Protocols.Coap;

/// <summary>The ETSI CoAP plugtests CORE, LINK and BLOCK with libcoap as the client. Each test names the cases that it covers.</summary>
public sealed class PlugtestTests : IDisposable
{
    private readonly PlugtestServer _server = new();

    public void Dispose() => _server.Dispose();

    private Task<LibcoapResult> Run(string path, params string[] arguments) => LibcoapClient.Run(_server.Port, path, arguments);

    [LibcoapTheory]
    [InlineData("CORE_01", "get", false, "ACK 2.05")]
    [InlineData("CORE_02", "delete", false, "ACK 2.02")]
    [InlineData("CORE_03", "put", false, "ACK 2.04")]
    [InlineData("CORE_04", "post", false, "ACK 2.01")]
    [InlineData("CORE_05", "get", true, "NON 2.05")]
    [InlineData("CORE_06", "delete", true, "NON 2.02")]
    [InlineData("CORE_07", "put", true, "NON 2.04")]
    [InlineData("CORE_08", "post", true, "NON 2.01")]
    public async Task Request_Method_IsAnsweredInItsWay(string name, string method, bool non, string reply)
    {
        string[] body = method is "put" or "post" ? ["-e", "payload"] : [];
        var result = await Run("test", [.. non ? new[] { "-N" } : [], "-m", method, .. body]);
        Assert.True(result.Replies is [var one] && one == reply, name + ": " + result.Log);
        if (method == "get") Assert.Equal("hello", result.Text);
    }

    [LibcoapTheory]
    [InlineData("CORE_09 CORE_11", false)]
    [InlineData("CORE_17", true)]
    public async Task Request_AnsweredLate_GetsASeparateResponse(string name, bool non)
    {
        var running = Run("separate", [.. non ? new[] { "-N" } : [], "-T", "token42", "-m", "get"]);
        // The empty acknowledgement has to go first.
        Assert.True(SpinWait.SpinUntil(() => non ? _server.Server.Pending == 1 : _server.Server.Counters[CoapCount.SeparateResponses] == 1, TimeSpan.FromSeconds(30)));
        _server.Handler.Answer();
        var result = await running;
        Assert.Equal("late", result.Text);
        Assert.True(result.Replies.SequenceEqual([non ? "NON 2.05" : "CON 2.05"]), name + ": " + result.Log);
    }

    [LibcoapTheory]
    [InlineData("CORE_10", "-T", "abc")]
    [InlineData("CORE_12", "-T", "")]
    public async Task Request_AnyToken_GetsItBack(string name, string option, string token)
    {
        var result = await Run("test", option, token, "-m", "get");
        Assert.True(result.Text == "hello", name + ": " + result.Log);
    }

    [LibcoapTheory]
    [InlineData("CORE_13", "seg1/seg2/seg3", "segments")]
    [InlineData("CORE_14", "query?first=1&second=2", "first=1&second=2")]
    public async Task Get_PathAndQuery_ReachTheResource(string name, string path, string body)
    {
        var result = await Run(path, "-m", "get");
        Assert.True(result.Text == body, name + ": " + result.Log);
    }

    [LibcoapTheory]
    [InlineData("CORE_15", "1")]
    [InlineData("CORE_15", "1,2")]
    public async Task Request_FirstSendsLost_IsAnsweredToItsRetransmission(string name, string lost)
    {
        var result = await Run("test", "-l", lost, "-m", "get");
        Assert.True(result.Text == "hello", name + ": " + result.Log);
    }

    [LibcoapFact]
    public async Task Core16_SeparateWithTheClientsAcknowledgementLost_IsSentAgain()
    {
        var running = Run("separate", "-l", "2", "-m", "get");
        Assert.True(SpinWait.SpinUntil(() => _server.Server.Counters[CoapCount.SeparateResponses] == 1, TimeSpan.FromSeconds(30)));
        _server.Handler.Answer();
        Assert.Equal("late", (await running).Text);
    }

    [LibcoapFact]
    public async Task Core18And19_Post_TellsTheLocation()
    {
        Assert.Contains("Location-Path:location1, Location-Path:location2, Location-Path:location3", (await Run("test", "-m", "post", "-e", "x")).Log);
        Assert.Contains("Location-Query:first=1, Location-Query:second=2", (await Run("location-query", "-m", "post", "-e", "x")).Log);
    }

    [LibcoapFact]
    public async Task Core20_Accept_ChoosesTheFormat()
    {
        Assert.Equal("plain", (await Run("multi-format", "-A", "0", "-m", "get")).Text);
        Assert.Equal("<xml/>", (await Run("multi-format", "-A", "41", "-m", "get")).Text);
        Assert.Equal("ACK 4.06", (await Run("multi-format", "-A", "50", "-m", "get")).LastReply);
    }

    [LibcoapFact]
    public async Task Core21_ETag_IsValidUntilTheResourceChanges()
    {
        Assert.Contains("ETag:0x6f6e65", (await Run("validate", "-m", "get")).Log);
        Assert.Equal("ACK 2.03", (await Run("validate", "-m", "get", "-O", "4,0x6f6e65")).LastReply);
        await Run("validate", "-m", "put", "-e", "two");
        Assert.Equal("ACK 2.05", (await Run("validate", "-m", "get", "-O", "4,0x6f6e65")).LastReply);
    }

    [LibcoapFact]
    public async Task Core22_IfMatch_ChangesOnlyWhatItMatches()
    {
        Assert.Equal("ACK 4.12", (await Run("validate", "-m", "put", "-e", "x", "-O", "1,0x00")).LastReply);
        Assert.Equal("ACK 2.04", (await Run("validate", "-m", "put", "-e", "x", "-O", "1,0x6f6e65")).LastReply);
    }

    [LibcoapFact]
    public async Task Core23_IfNoneMatch_CreatesOnce()
    {
        Assert.Equal("ACK 2.01", (await Run("create1", "-m", "put", "-e", "x", "-O", "5,")).LastReply);
        Assert.Equal("ACK 4.12", (await Run("create1", "-m", "put", "-e", "x", "-O", "5,")).LastReply);
    }

    [LibcoapFact]
    public async Task Link01_WellKnownCore_ListsTheResources()
    {
        var result = await Run(".well-known/core", "-m", "get");
        Assert.Equal("</test>;rt=\"Type1\";if=\"If1\";ct=\"0\",</link1>;rt=\"Type1 Type2\";if=\"If1\",</link2>;rt=\"Type2 Type3\";if=\"If2\",</obs>;rt=\"observe\";obs", result.Text);
    }

    [LibcoapTheory]
    [InlineData("rt=Type1", "</test>", "</link1>")]
    [InlineData("rt=Type2", "</link1>", "</link2>")]
    [InlineData("if=If*", "</test>", "</link1>", "</link2>")]
    [InlineData("href=/link*", "</link1>", "</link2>")]
    public async Task Link02_Filter_ListsWhatMatches(string filter, params string[] links)
    {
        var result = await Run(".well-known/core?" + filter, "-m", "get");
        Assert.Equal(links, result.Text.Split(',').Select(link => link.Split(';')[0]));
    }

    [LibcoapTheory]
    [InlineData("BLOCK_01", "64", 47)]
    [InlineData("BLOCK_02", null, 3)]
    [InlineData("BLOCK_06", "16", 188)]
    public async Task Get_Large_ComesInBlocks(string name, string? size, int blocks)
    {
        var result = await Run("large", [.. size is null ? [] : new[] { "-b", size }, "-m", "get"]);
        Assert.Equal(_server.Handler.Large, result.Body);
        Assert.True(result.Replies.Count == blocks, $"{name}: {result.Replies.Count} blocks");
    }

    [LibcoapTheory]
    [InlineData("BLOCK_03", "large-update", "put", "ACK 2.04")]
    [InlineData("BLOCK_04", "large-create", "post", "ACK 2.01")]
    public async Task Upload_Large_GoesInBlocks(string name, string path, string method, string reply)
    {
        string body = string.Concat(Enumerable.Range(0, 700).Select(i => $"{i:D4}"));
        var result = await Run(path, "-m", method, "-b", "64", "-e", body);
        Assert.Equal(body, Encoding.UTF8.GetString(_server.Handler.Updated));
        Assert.True(result.LastReply == reply && _server.Server.Counters[CoapCount.Requests] == 44, name + ": " + result.Log);
        Assert.Equal(0, _server.Server.BodyBytesHeld);
    }

    [LibcoapFact]
    public async Task Block05_PostLargeBothWays_RunsOnce()
    {
        string body = new('x', 2500);
        var result = await Run("large-post", "-m", "post", "-b", "1024", "-e", body);
        Assert.Equal(body, Encoding.UTF8.GetString(_server.Handler.Updated));
        Assert.Equal(_server.Handler.Large, result.Body);
        Assert.Equal(1, _server.Handler.Handled);
    }

    [LibcoapTheory]
    [InlineData("get")]
    [InlineData("put")]
    public async Task Transfer_TenthLost_ArrivesWhole(string method)
    {
        string body = new('y', 3000);
        var result = await Run(method == "get" ? "large" : "large-update", [.. method == "get" ? [] : new[] { "-e", body }, "-m", method, "-b", "512", "-l", "10%"]);
        if (method == "get") Assert.Equal(_server.Handler.Large, result.Body);
        else Assert.Equal(body, Encoding.UTF8.GetString(_server.Handler.Updated));
    }
}
