using System.Diagnostics;
using System.Net;
using EdgeAppliance.Daemon.Ingest;
using Microsoft.Extensions.Logging.Abstractions;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace EdgeAppliance.Tests.Ingest;

public sealed class MqttBrokerTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HeldStore _store = new();
    private readonly MqttSource _source;
    private readonly MqttBroker _broker;

    public MqttBrokerTests()
    {
        _source = new MqttSource(new MqttSourceOptions { Name = "pump", Topic = "plant/+/telemetry" }, _store.Append, TimeProvider.System);
        _broker = new MqttBroker(new MqttBrokerOptions(), [_source], NullLogger<MqttBroker>.Instance);
    }

    public Task InitializeAsync() => _broker.Listen(new IPEndPoint(IPAddress.Loopback, 0));

    public async Task DisposeAsync()
    {
        _store.CommitAlways();
        await _broker.DisposeAsync();
        _source.Dispose();
    }

    [Theory]
    [InlineData(MqttProtocolVersion.V311, MqttQualityOfServiceLevel.AtLeastOnce)]
    [InlineData(MqttProtocolVersion.V500, MqttQualityOfServiceLevel.AtLeastOnce)]
    [InlineData(MqttProtocolVersion.V311, MqttQualityOfServiceLevel.ExactlyOnce)]
    [InlineData(MqttProtocolVersion.V500, MqttQualityOfServiceLevel.ExactlyOnce)]
    public async Task Publish_CommitHeldBack_IsAcknowledgedOnlyAfterIt(MqttProtocolVersion version, MqttQualityOfServiceLevel qos)
    {
        using var client = await Connect(version);
        var published = Publish(client, "plant/7/telemetry", """{"temp": 21.5}""", qos);
        await _store.AppendedAsync();
        // Another client's round trips give a wrong acknowledgement the time to arrive.
        using var other = await Connect(version);
        for (int i = 0; i < 10; i++) await Publish(other, "elsewhere", "x", MqttQualityOfServiceLevel.AtLeastOnce);
        Assert.False(published.IsCompleted);
        _store.Commit();
        Assert.True((await published.WaitAsync(Patience)).IsSuccess);
        var batch = Assert.Single(_store.Batches);
        Assert.Equal(("pump", "7", 21.5), (batch.Source, batch.Device, batch.Get(0, 0)));
    }

    [Fact]
    public async Task Publish_TwentyInFlight_AreAllTakenBeforeTheFirstIsAcknowledged()
    {
        using var client = await Connect(MqttProtocolVersion.V500);
        var published = Enumerable.Range(0, 20)
            .Select(i => Publish(client, "plant/7/telemetry", $$"""{"seq": {{i}}}""", MqttQualityOfServiceLevel.AtLeastOnce)).ToArray();
        Assert.True(SpinWait.SpinUntil(() => _source.Counters.Accepted == 20, Patience));
        Assert.DoesNotContain(published, p => p.IsCompleted);
        _store.CommitAlways();
        await Task.WhenAll(published).WaitAsync(Patience);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => (double)i).Order(), _store.Batches.SelectMany(b => b.Column(0).ToArray()).Order());
        // The first went alone; while it was held back all others gathered, in few batches.
        Assert.InRange(_store.Appends, 2, 4);
    }

    [Fact]
    public async Task Publish_StoreFails_IsAnsweredWithAReason()
    {
        using var client = await Connect(MqttProtocolVersion.V500);
        var published = Publish(client, "plant/7/telemetry", """{"temp": 1}""", MqttQualityOfServiceLevel.AtLeastOnce);
        await _store.AppendedAsync();
        _store.Fail();
        Assert.Equal(MqttClientPublishReasonCode.UnspecifiedError, (await published.WaitAsync(Patience)).ReasonCode);
        Assert.Equal(1, _source.Counters.NotStored);
    }

    [Fact]
    public async Task Publish_StoreFailsForVersion311_ClosesTheConnection()
    {
        using var client = await Connect(MqttProtocolVersion.V311);
        var closed = new TaskCompletionSource();
        client.DisconnectedAsync += _ => { closed.TrySetResult(); return Task.CompletedTask; };
        var published = Publish(client, "plant/7/telemetry", """{"temp": 1}""", MqttQualityOfServiceLevel.AtLeastOnce);
        await _store.AppendedAsync();
        _store.Fail();
        await closed.Task.WaitAsync(Patience);
        await Assert.ThrowsAnyAsync<Exception>(() => published);
    }

    [Fact]
    public async Task Publish_BadPayload_IsRefusedWithTheReasonAndCounted()
    {
        using var client = await Connect(MqttProtocolVersion.V500);
        var result = await Publish(client, "plant/7/telemetry", "{", MqttQualityOfServiceLevel.AtLeastOnce).WaitAsync(Patience);
        Assert.Equal(MqttClientPublishReasonCode.PayloadFormatInvalid, result.ReasonCode);
        Assert.Contains("not one JSON value", result.ReasonString);
        Assert.Equal(1, _source.Counters.Refused(PayloadError.NotJson));
        Assert.Equal(0, _store.Appends);
    }

    [Fact]
    public async Task Publish_TopicAlias_IsResolved()
    {
        _store.CommitAlways();
        using var client = await Connect(MqttProtocolVersion.V500);
        foreach (string topic in new[] { "plant/7/telemetry", "" })
        {
            var message = new MqttApplicationMessageBuilder().WithTopic(topic).WithTopicAlias(1).WithPayload("""{"a": 1}""")
                .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build();
            await client.PublishAsync(message).WaitAsync(Patience);
        }
        Assert.Equal(2, _store.Rows);
    }

    [Fact]
    public async Task Publish_SubscriberLeft_IsTakenAsBefore()
    {
        _store.CommitAlways();
        using var client = await Connect(MqttProtocolVersion.V311);
        using (var listener = await Connect(MqttProtocolVersion.V311))
        {
            await listener.SubscribeAsync("plant/#");
            await Publish(client, "plant/7/telemetry", """{"a": 1}""", MqttQualityOfServiceLevel.AtLeastOnce).WaitAsync(Patience);
            await listener.UnsubscribeAsync("plant/#");
            await listener.SubscribeAsync("else/#");
            await Publish(client, "plant/7/telemetry", """{"a": 2}""", MqttQualityOfServiceLevel.AtLeastOnce).WaitAsync(Patience);
        }
        Assert.True(SpinWait.SpinUntil(() => _broker.Connections == 1, Patience));
        await Publish(client, "plant/7/telemetry", """{"a": 3}""", MqttQualityOfServiceLevel.AtLeastOnce).WaitAsync(Patience);
        Assert.Equal([1, 2, 3], _store.Batches.SelectMany(b => b.Column(0).ToArray()));
    }

    [Theory]
    [InlineData(MqttProtocolVersion.V311)]
    [InlineData(MqttProtocolVersion.V500)]
    public async Task Connect_WithoutAName_IsGivenOne(MqttProtocolVersion version)
    {
        _store.CommitAlways();
        using var client = new MqttClientFactory().CreateMqttClient();
        var options = new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", _broker.Endpoint.Port).WithProtocolVersion(version).WithClientId("").WithCleanSession().Build();
        var result = await client.ConnectAsync(options);
        Assert.Equal(version == MqttProtocolVersion.V500, result.AssignedClientIdentifier?.StartsWith("unnamed-") ?? false);
        Assert.True((await Publish(client, "plant/7/telemetry", """{"a": 1}""", MqttQualityOfServiceLevel.AtLeastOnce).WaitAsync(Patience)).IsSuccess);
    }

    [Fact]
    public async Task Publish_SourceAndOtherTopicsMixed_AllAreAcknowledged()
    {
        _store.CommitAlways();
        using var client = await Connect(MqttProtocolVersion.V500);
        var published = Enumerable.Range(0, 60).Select(i => Publish(
            client, i % 3 == 0 ? "elsewhere" : $"plant/{i % 5}/telemetry", $$"""{"seq": {{i}}}""", i % 4 == 0 ? MqttQualityOfServiceLevel.ExactlyOnce : MqttQualityOfServiceLevel.AtLeastOnce)).ToArray();
        Assert.All(await Task.WhenAll(published).WaitAsync(Patience), r => Assert.True(r.IsSuccess));
        Assert.Equal(40, _store.Rows);
    }

    [Fact]
    public async Task Publish_SubscriberThere_GetsItToo()
    {
        _store.CommitAlways();
        using var client = await Connect(MqttProtocolVersion.V500);
        var received = new TaskCompletionSource<string>();
        client.ApplicationMessageReceivedAsync += e => { received.TrySetResult(e.ApplicationMessage.ConvertPayloadToString()); return Task.CompletedTask; };
        await client.SubscribeAsync("plant/#");
        await Publish(client, "plant/7/telemetry", """{"a": 1}""", MqttQualityOfServiceLevel.AtLeastOnce).WaitAsync(Patience);
        Assert.Equal("""{"a": 1}""", await received.Task.WaitAsync(Patience));
    }

    [Fact]
    public async Task Listen_TwoAddresses_ShareSubscribers()
    {
        var other = new MqttEndPoint(new IPEndPoint(IPAddress.IPv6Loopback, 0), IsSecure: false);
        await _broker.Listen([other]);
        _broker.Accept();
        using var there = new MqttClientFactory().CreateMqttClient();
        await there.ConnectAsync(new MqttClientOptionsBuilder().WithTcpServer("::1", _broker.EndPoints[1].Address.Port).Build());
        var heard = new TaskCompletionSource<string>();
        there.ApplicationMessageReceivedAsync += e => { heard.TrySetResult(e.ApplicationMessage.ConvertPayloadToString()); return Task.CompletedTask; };
        await there.SubscribeAsync("elsewhere");
        using var here = await Connect(MqttProtocolVersion.V311);
        await Publish(here, "elsewhere", "x", MqttQualityOfServiceLevel.AtLeastOnce).WaitAsync(Patience);
        Assert.Equal("x", await heard.Task.WaitAsync(Patience));
    }

    [Fact]
    public async Task Listen_BeforeAccept_LeavesConnectionsWaiting()
    {
        await _broker.Listen([new MqttEndPoint(new IPEndPoint(IPAddress.IPv6Loopback, 0), IsSecure: false)]);
        using var there = new MqttClientFactory().CreateMqttClient();
        var connecting = there.ConnectAsync(new MqttClientOptionsBuilder().WithTcpServer("::1", _broker.EndPoints[1].Address.Port).Build());
        // Another client's round trips give a wrong answer the time to arrive.
        using var here = await Connect(MqttProtocolVersion.V311);
        for (int i = 0; i < 10; i++) await Publish(here, "elsewhere", "x", MqttQualityOfServiceLevel.AtLeastOnce);
        Assert.False(connecting.IsCompleted);
        _broker.Accept();
        Assert.Equal(MqttClientConnectResultCode.Success, (await connecting.WaitAsync(Patience)).ResultCode);
    }

    [Fact]
    public async Task Keep_OneAddress_EndsWhatCameInByTheOther()
    {
        var other = new MqttEndPoint(new IPEndPoint(IPAddress.IPv6Loopback, 0), IsSecure: false);
        await _broker.Listen([other]);
        _broker.Accept();
        using var there = new MqttClientFactory().CreateMqttClient();
        var closed = new TaskCompletionSource();
        there.DisconnectedAsync += _ => { closed.TrySetResult(); return Task.CompletedTask; };
        await there.ConnectAsync(new MqttClientOptionsBuilder().WithTcpServer("::1", _broker.EndPoints[1].Address.Port).Build());
        using var here = await Connect(MqttProtocolVersion.V311);
        _broker.Keep([new MqttEndPoint(new IPEndPoint(IPAddress.Loopback, 0), IsSecure: false)]);
        await closed.Task.WaitAsync(Patience);
        Assert.Equal("mqtt", Assert.Single(_broker.EndPoints).Protocol);
        Assert.True((await Publish(here, "elsewhere", "x", MqttQualityOfServiceLevel.AtLeastOnce).WaitAsync(Patience)).IsSuccess);
    }

    [MosquittoTheory]
    [InlineData("mqttv311", "1")]
    [InlineData("mqttv311", "2")]
    [InlineData("mqttv5", "1")]
    [InlineData("mqttv5", "2")]
    public async Task Publish_MosquittoPub_EndsOnceEverythingIsStored(string version, string qos)
    {
        var start = new ProcessStartInfo(MosquittoTheoryAttribute.Publisher) { RedirectStandardError = true };
        foreach (string a in new[] { "-p", $"{_broker.Endpoint.Port}", "-h", "127.0.0.1", "-V", version, "-q", qos, "-t", "plant/9/telemetry", "--repeat", "50", "-m", """{"temp": 21.5}""" }) start.ArgumentList.Add(a);
        using var publisher = Process.Start(start)!;
        await _store.AppendedAsync();
        Assert.False(publisher.HasExited, $"mosquitto_pub ended early: {_source.Counters.Accepted} accepted, {_source.Counters.RefusedTotal} refused");
        _store.CommitAlways();
        await publisher.WaitForExitAsync().WaitAsync(Patience);
        Assert.Equal(0, publisher.ExitCode);
        Assert.Equal(50, _store.Rows);
    }

    private async Task<IMqttClient> Connect(MqttProtocolVersion version)
    {
        var client = new MqttClientFactory().CreateMqttClient();
        await client.ConnectAsync(new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", _broker.Endpoint.Port).WithProtocolVersion(version).Build());
        return client;
    }

    private static Task<MqttClientPublishResult> Publish(IMqttClient client, string topic, string payload, MqttQualityOfServiceLevel qos) =>
        client.PublishAsync(new MqttApplicationMessageBuilder().WithTopic(topic).WithPayload(payload).WithQualityOfServiceLevel(qos).Build());
}
