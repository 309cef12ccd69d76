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
        Assert.False(link.IsGone);
    }
}
