using EdgeAppliance.Daemon.Twins;
using EdgeAppliance.Drivers.Protocols.Amqp;
using EdgeAppliance.Tests.Ingest.Amqp;

namespace EdgeAppliance.Tests.Drivers.Protocols.Amqp;

public sealed class AmqpConnectionTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>Else a link would be asked for less and less, and at last for nothing.</summary>
    [Fact]
    public async Task Take_AbortedMessages_AreCountedAndMoreIsAskedFor()
    {
        await using var site = new AmqpSite(settings: new AmqpSettings("box") { CreditMax = 4 });
        var (client, session) = await OwnClient.Connect(site);
        using var _ = client;
        var link = client.Connection.Attach(session, handle => new AmqpAttach("aborting", handle, IsReceiver: false) { HasSource = true, HasTarget = true, TargetAddress = "telemetry/pump-7" }, (own, side) => new CountingLink(own, side));
        await link.Attached.WaitAsync(s_patience);
        Assert.True(SpinWait.SpinUntil(() => link.Asked == (0, 4), s_patience));
        for (uint i = 0; i < 10; i++)
        {
            link.SendAborted(i);
            uint counted = (i + 1) / 2 * 2;
            Assert.True(SpinWait.SpinUntil(() => link.Asked == (counted, 4), s_patience), $"{i}: {link.Asked}");
        }
        // Nothing of them is left in the next.
        link.Send(10, """{"a":1}"""u8);
        Assert.True(SpinWait.SpinUntil(() => site.Values("a") is [1d], s_patience), $"{site.Counters.RefusedTotal}");
        Assert.False(link.IsGone);
    }

    /// <summary>As where a source stops while a message waits for its store: the connection would else never be done with.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Close_WhileAMessageWaits_IsOverAtOnce(bool politely)
    {
        await using var site = new AmqpSite();
        var (client, session) = await OwnClient.Connect(site);
        using var _ = client;
        var waits = new TaskCompletionSource();
        client.Taking = () =>
        {
            waits.TrySetResult();
            return new TaskCompletionSource().Task;
        };
        var link = client.Connection.Attach(session, handle => new AmqpAttach("waiting", handle, IsReceiver: true) { HasSource = true, SourceAddress = "edge/pump-7/#", HasTarget = true }, (own, side) => new AmqpReceiver(own, side));
        await link.Attached.WaitAsync(s_patience);
        Assert.Equal(DeviceAnswerKind.Sent, (await site.Listeners.Commands.Send("pump-7", "start", "1"u8.ToArray(), TimeSpan.Zero, default)).Kind);
        await waits.Task.WaitAsync(s_patience);
        if (politely) client.Connection.Close(null);
        else client.Connection.Break();
        Assert.Null(politely ? await client.Connection.Ended.WaitAsync(s_patience) : null);
        await client.Running.WaitAsync(s_patience);
    }
}
