using System.Text;
using System.Text.Json;
using EdgeAppliance.Daemon.Ingest.Amqp;
using EdgeAppliance.Daemon.Twins;
using EdgeAppliance.Tests.Storage;

namespace EdgeAppliance.Tests.Ingest.Amqp;

/// <summary>Commands and desired states to a device that is Qpid Proton's client.</summary>
public sealed class AmqpCommandsTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    [ProtonFact]
    public async Task Send_DeviceAnswers_IsItsAnswer()
    {
        await using var site = new AmqpSite();
        using var device = new ProtonPeer("answer", site.Url, "edge/pump-7/commands/#", 1, "answers=edge/pump-7/responses");
        Assert.Equal(("attached", "attached"), (await device.Line(), await device.Line()));
        Assert.True(SpinWait.SpinUntil(() => site.Listeners.Commands.IsListenedTo("pump-7", "start"), s_patience));
        var answer = await site.Listeners.Commands.Send("pump-7", "start", """{"speed":3}"""u8.ToArray(), s_patience, default);
        Assert.Equal((DeviceAnswerKind.Done, """{"done":true}"""), (answer.Kind, Encoding.UTF8.GetString(answer.Payload!)));
        var heard = JsonDocument.Parse((await device.Line())!).RootElement;
        Assert.Equal(("start", """{"speed":3}""", "application/json"), (heard.GetProperty("subject").GetString(), heard.GetProperty("body").GetString(), heard.GetProperty("type").GetString()));
    }

    [ProtonFact]
    public async Task Send_NobodyAnswers_IsNoAnswer()
    {
        await using var site = new AmqpSite();
        using var device = new ProtonPeer("receive", site.Url, "edge/pump-7/#", 2);
        Assert.Equal("attached", await device.Line());
        Assert.Equal(DeviceAnswerKind.NoAnswer, (await site.Listeners.Commands.Send("pump-7", "start", "1"u8.ToArray(), TimeSpan.FromMilliseconds(100), default)).Kind);
        Assert.Equal(DeviceAnswerKind.Sent, (await site.Listeners.Commands.Send("pump-7", "start", "1"u8.ToArray(), TimeSpan.Zero, default)).Kind);
        Assert.Equal(2, (await device.Lines()).Count);
    }

    [ProtonFact]
    public async Task Receive_DesiredState_ComesWhenAttachedAndWhenItChanges()
    {
        await using var site = new AmqpSite();
        using var folder = new TemporaryFolder();
        var desired = new DesiredStates(folder.FullName);
        site.Listeners.Commands.Desired = desired;
        desired.Put("pump-7", """{"on":true}"""u8, _ => true);
        desired.Put("pump-8", """{"on":false}"""u8, _ => true);
        using var device = new ProtonPeer("receive", site.Url, "edge/pump-7/twin/desired", 2);
        Assert.Equal("attached", await device.Line());
        Assert.Contains("""{\"version\":1,\"desired\":{\"on\":true}}""", await device.Line());
        site.Listeners.Commands.Tell("pump-7", desired.Put("pump-7", """{"on":false}"""u8, _ => true)!);
        Assert.Contains("""{\"version\":2,\"desired\":{\"on\":false}}""", await device.Line());
    }

    /// <summary>A bridge that stands for many devices.</summary>
    [ProtonFact]
    public async Task Receive_MoreDesiredStatesThanCommandsMayWait_AllCome()
    {
        const int devices = 80;
        await using var site = new AmqpSite();
        using var folder = new TemporaryFolder();
        var desired = new DesiredStates(folder.FullName);
        site.Listeners.Commands.Desired = desired;
        for (int i = 0; i < devices; i++) desired.Put($"pump-{i}", Encoding.UTF8.GetBytes($$"""{"is":{{i}}}"""), _ => true);
        var told = await ProtonPeer.Run("receive", site.Url, "edge/+/twin/desired", devices, ["prefetch=7"]);
        string[] states = [.. told.Where(line => line.StartsWith('{')).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("body").GetString()!)];
        Assert.Equal(Enumerable.Range(0, devices).Select(i => $$$"""{"version":1,"desired":{"is":{{{i}}}}}""").Order(StringComparer.Ordinal), states.Order(StringComparer.Ordinal));
    }

    /// <summary>Of what changes while nothing is asked for the newest is told, and to each device.</summary>
    [Fact]
    public void TryNext_SeveralChanges_IsTheNewestOfEachDevice()
    {
        var listening = new AmqpListening(AmqpCommands.FilterOf("edge/#")!);
        listening.Add("a", new DesiredState(1, "{}"u8.ToArray()));
        listening.Add("b", new DesiredState(2, "{}"u8.ToArray()));
        listening.Add("a", new DesiredState(3, "{}"u8.ToArray()));
        listening.Add("b", new DesiredState(1, "{}"u8.ToArray()));
        Assert.True(listening.TryNext(out string first, out var its));
        Assert.Equal(("a", 3L), (first, its.Version));
        Assert.True(listening.TryNext(out string second, out its));
        Assert.Equal(("b", 2L), (second, its.Version));
        Assert.False(listening.TryNext(out _, out _));
    }
}
