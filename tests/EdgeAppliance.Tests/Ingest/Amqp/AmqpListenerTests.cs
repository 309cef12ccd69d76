using EdgeAppliance.Drivers.Protocols.Amqp;

namespace EdgeAppliance.Tests.Ingest.Amqp;

/// <summary>The listener, and Qpid Proton's client as devices.</summary>
public sealed class AmqpListenerTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    [ProtonFact]
    public async Task Send_Readings_AreAcceptedAndStoredInOrder()
    {
        await using var site = new AmqpSite();
        var said = await site.Send("telemetry/pump-7", 600);
        Assert.Equal(600, said.Count(line => line == "accepted"));
        Assert.Equal(Enumerable.Range(1, 600).Select(i => (double)i), site.Values("seq"));
        Assert.Equal("pump-7", site.Store.Batches[0].Device);
    }

    [ProtonFact]
    public async Task Send_StoreHoldsBack_IsAcceptedOnlyOnceStored()
    {
        await using var site = new AmqpSite(held: true);
        using var peer = new ProtonPeer("send", site.Url, "telemetry/pump-7", 1);
        Assert.Equal("attached", await peer.Line());
        await site.Store.AppendedAsync();
        var next = peer.Line();
        await Task.WhenAny(next, Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System));
        Assert.False(next.IsCompleted);
        site.Store.Commit();
        Assert.Equal("accepted", await next);
    }

    [ProtonFact]
    public async Task Send_StoreFails_IsReleased()
    {
        await using var site = new AmqpSite(held: true);
        using var peer = new ProtonPeer("send", site.Url, "telemetry/pump-7", 1);
        await site.Store.AppendedAsync();
        site.Store.Fail();
        Assert.Contains("released", await peer.Lines());
        Assert.Equal((1, 1), (site.Listeners.Counters[AmqpCount.MessagesReleased], site.Counters.NotStored));
    }

    [ProtonTheory]
    [InlineData("""{"seq":""", "amqp:decode-error The payload is not one JSON value in UTF-8.")]
    [InlineData("""[]""", "amqp:decode-error The payload is not a JSON object")]
    public async Task Send_NoReading_IsRejectedWithTheReason(string body, string reason)
    {
        await using var site = new AmqpSite();
        var said = await site.Send("telemetry/pump-7", 1, $"body={body}", "type=application/json");
        Assert.Contains(said, line => line.StartsWith("rejected " + reason, StringComparison.Ordinal));
        Assert.Equal(0, site.Store.Rows);
    }

    [ProtonTheory]
    [InlineData("type=application/senml+json", """[{"n":"seq","v":%}]""")]
    [InlineData("type=text/plain", "seq=% hum=40")]
    [InlineData("type=application/json; charset=utf-8", """{"seq":%}""")]
    [InlineData("text=true", """{"seq":%}""")]
    public async Task Send_OtherContents_AreReadAsWhatTheySayTheyAre(string kind, string body)
    {
        await using var site = new AmqpSite();
        Assert.Equal(3, (await site.Send("telemetry/pump-7", 3, kind, $"body={body}")).Count(line => line == "accepted"));
        Assert.Equal([1, 2, 3], site.Values("seq"));
    }

    [ProtonFact]
    public async Task Send_MessageNamesTheAddress_GoesThere()
    {
        await using var site = new AmqpSite();
        Assert.Equal(2, (await site.Send("telemetry/pump-9", 2, "relay=true")).Count(line => line == "accepted"));
        Assert.Equal("pump-9", site.Store.Batches[0].Device);
        Assert.Contains(await site.Send("nowhere", 1, "relay=true"), line => line.StartsWith("rejected amqp:not-found", StringComparison.Ordinal));
    }

    [ProtonFact]
    public async Task Send_InManyFrames_IsOneReading()
    {
        await using var site = new AmqpSite();
        var said = await site.Send("telemetry/pump-7", 20, "pad=30000", "max_frame_size=1024", "type=application/json");
        Assert.Equal(20, said.Count(line => line == "accepted"));
        Assert.Equal(20, site.Store.Rows);
    }

    [ProtonFact]
    public async Task Send_BeyondTheMessageSize_DetachesTheLink()
    {
        await using var site = new AmqpSite();
        Assert.Contains(await site.Send("telemetry/pump-7", 1, "pad=300000"), line => line.StartsWith("error link amqp:link:message-size-exceeded", StringComparison.Ordinal));
        Assert.Equal(1, site.Listeners.Counters[AmqpCount.MessagesTooLarge]);
    }

    [ProtonFact]
    public async Task Attach_AddressOfNoSource_IsNotFound()
    {
        await using var site = new AmqpSite();
        Assert.Contains(await site.Send("elsewhere/pump-7", 1), line => line.StartsWith("error link amqp:not-found", StringComparison.Ordinal));
        Assert.Equal(1, site.Listeners.Counters[AmqpCount.LinksRefused]);
    }

    [ProtonFact]
    public async Task Connect_MoreThanAllowed_IsToldSo()
    {
        await using var site = new AmqpSite(connectionsMax: 1);
        using var inside = new ProtonPeer("receive", site.Url, "edge/pump-1/#", 1);
        Assert.Equal("attached", await inside.Line());
        Assert.Contains(await site.Send("telemetry/pump-7", 1), line => line.StartsWith("error connection amqp:resource-limit-exceeded", StringComparison.Ordinal));
        Assert.Equal(1, site.Listeners.Counters[AmqpCount.ConnectionsRefused]);
    }

    [ProtonFact]
    public async Task Send_DeviceIsKilledInTheMiddle_AllThatWasAcceptedIsStored()
    {
        await using var site = new AmqpSite();
        int accepted = 0;
        using (var peer = new ProtonPeer("send", site.Url, "telemetry/pump-7", 100_000))
        {
            while (accepted < 500 && await peer.Line() is { } line) accepted += line == "accepted" ? 1 : 0;
            peer.Kill();
        }
        Assert.Equal(100, (await site.Send("telemetry/pump-7", 100, $"first={accepted + 1}")).Count(line => line == "accepted"));
        Assert.Empty(Enumerable.Range(1, accepted + 100).Select(i => (double)i).Except(site.Values("seq")));
        Assert.True(SpinWait.SpinUntil(() => site.Listeners.Connections == 0, s_patience));
    }
}
