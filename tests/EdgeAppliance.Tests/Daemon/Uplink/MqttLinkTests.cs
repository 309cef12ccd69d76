using System.Buffers;
using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Net;
using System.Text.Json;
using System.Text;
using EdgeAppliance.Core.Configuration;
using EdgeAppliance.Bundles.Reports;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Updates.Reported;
using EdgeAppliance.Daemon.Uplink;
using EdgeAppliance.Demo.Processes;
using MQTTnet.Protocol;
using MQTTnet.Server;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.Tests.Daemon.Uplink;

/// <summary>The MQTT uplink against a broker in this process.</summary>
public sealed class MqttLinkTests : IAsyncLifetime
{
    private static readonly Lane s_lane = new("cloud", RecordPriority.Normal);

    private readonly int _port = FreePort.Take();
    private readonly MemoryOutbox _outbox = new();
    private readonly UplinkState _state = new("cloud");
    private readonly ConcurrentQueue<(string Topic, string Payload, bool Retain)> _got = new();
    private readonly CancellationTokenSource _stop = new();
    private MqttServer _broker = null!;
    private Task _run = Task.CompletedTask;
    private Func<ValidatingConnectionEventArgs, Task>? _validate;
    private ReportedBundles? _reports;
    private UpdateNudges? _nudges;
    private string? _refuse;

    public async Task InitializeAsync() => _broker = await StartBroker();

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run.WaitAsync(TimeSpan.FromSeconds(20));
        await _broker.StopAsync();
        _broker.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task Run_Records_ArriveInOrderAndLeaveTheOutbox()
    {
        Add(1, 300);
        Start();
        await Until(() => _outbox.Count(s_lane) == 0);
        var records = Records();
        Assert.Equal(Enumerable.Range(1, 300).Select(i => (long)i), records.Select(r => r.GetProperty("sequence").GetInt64()));
        Assert.Equal("box/p/1", records[0].GetProperty("id").GetString()!);
        Assert.Contains(_got, m => m is { Topic: "edge/box/status", Retain: true } && m.Payload.Contains("online"));
    }

    [Fact]
    public async Task Run_StoppedCleanly_LeavesAnOfflineStatus()
    {
        Start();
        await Until(() => _state.Connected);
        await _stop.CancelAsync();
        await _run.WaitAsync(TimeSpan.FromSeconds(20));
        await Until(() => _got.Any(m => m.Topic == "edge/box/status" && m.Payload.Contains("offline")));
    }

    [Fact]
    public async Task Run_ReportedState_IsRetainedAndToldAgainWhereItChangesOrTheLinkIsNew()
    {
        string[] Told() => [.. _got.Where(m => m is { Topic: "edge/box/bundles", Retain: true }).Select(m => m.Payload)];
        DeviceReport report = new() { Device = "box" };
        using var reports = _reports = new ReportedBundles(() => report, new FakeTimeProvider());
        reports.Look();
        Start();
        await Until(() => Told().Length == 1);

        reports.Look();
        report = report with { Bundles = [new BundleReport { Bundle = "pump", Version = "2.0.0", State = ReportedState.Canary }] };
        reports.Look();
        await Until(() => Told().Length == 2);
        await _broker.StopAsync();
        _broker.Dispose();
        await Until(() => !_state.Connected);
        _broker = await StartBroker();
        await Until(() => Told().Length == 3);

        Assert.DoesNotContain("canary", Told()[0]);
        Assert.Equal(Encoding.UTF8.GetString(report.ToUtf8()), Told()[1]);
        Assert.Equal(Told()[1], Told()[2]);
    }

    [Fact]
    public async Task Run_BrokerRefusesTheReportedState_RecordsGoOn()
    {
        _refuse = "edge/box/bundles";
        using var reports = _reports = new ReportedBundles(() => new DeviceReport { Device = "box" }, new FakeTimeProvider());
        reports.Look();
        Start();
        await Until(() => _got.Any(m => m.Topic == _refuse));
        Add(1, 30);
        await Until(() => _outbox.Count(s_lane) == 0);
        Assert.Equal(1, _state.Connects);
    }

    [Fact]
    public async Task Run_BrokerComesBack_GoesOnWithoutLoss()
    {
        Add(1, 50);
        Start();
        await Until(() => _outbox.Count(s_lane) == 0);
        await _broker.StopAsync();
        _broker.Dispose();
        await Until(() => !_state.Connected);
        Add(51, 100);
        _broker = await StartBroker();
        await Until(() => _outbox.Count(s_lane) == 0);
        Assert.Equal(Enumerable.Range(1, 100).Select(i => (long)i), Records().Select(r => r.GetProperty("sequence").GetInt64()).Distinct());
    }

    [Fact]
    public async Task Run_WrongPassword_SaysSoAndKeepsTheRecords()
    {
        _validate = connecting =>
        {
            if (connecting is not { UserName: "box", Password: "right" }) connecting.ReasonCode = MqttConnectReasonCode.BadUserNameOrPassword;
            return Task.CompletedTask;
        };
        Add(1, 3);
        Start(c => c with { User = "box", Password = new Secret("wrong") });
        await Until(() => _state.LastError is not null);
        Assert.Contains("BadUserNameOrPassword", _state.LastError);
        Assert.Equal(3, _outbox.Count(s_lane));
    }

    [Fact]
    public async Task Run_BrokerThatNeverAnswers_IsGivenUpAndKeepsTheRecords()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        Add(1, 3);
        Start(c => c with { Url = new Uri($"mqtt://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}"), KeepAlive = TimeSpan.FromSeconds(1) });
        await Until(() => _state.LastError is not null);
        Assert.False(_state.Connected);
        Assert.Equal(3, _outbox.Count(s_lane));
    }

    [Fact]
    public async Task Run_NudgeOnItsTopic_IsHeardWhetherRetainedOrNot()
    {
        int nudges = 0;
        _nudges = new UpdateNudges(() => Interlocked.Increment(ref nudges)) { Topic = "edge/updates" };
        await Say("edge/updates", retain: true);
        Start();
        await Until(() => Volatile.Read(ref nudges) == 1);
        await Say("edge/updates", retain: false);
        await Until(() => Volatile.Read(ref nudges) == 2);
        await Say("edge/others", retain: false);
        await Say("edge/updates", retain: false);
        await Until(() => Volatile.Read(ref nudges) == 3);
        Assert.Null(_nudges.Refusal);
    }

    [Fact]
    public async Task Run_BrokerRefusesToNudge_StillTakesRecords()
    {
        _nudges = new UpdateNudges(() => { }) { Topic = "edge/updates" };
        _broker.InterceptingSubscriptionAsync += subscribing =>
        {
            subscribing.Response.ReasonCode = MqttSubscribeReasonCode.NotAuthorized;
            return Task.CompletedTask;
        };
        Add(1, 3);
        Start();
        await Until(() => _outbox.Count(s_lane) == 0 && _nudges.Refusal is not null);
        Assert.Contains("NotAuthorized", _nudges.Refusal);
    }

    private Task Say(string topic, bool retain) =>
        _broker.InjectApplicationMessage(new InjectedMqttApplicationMessage(new MQTTnet.MqttApplicationMessageBuilder().WithTopic(topic).WithPayload("look").WithRetainFlag(retain).Build()));

    private async Task<MqttServer> StartBroker()
    {
        var options = new MqttServerOptionsBuilder().WithDefaultEndpoint().WithDefaultEndpointBoundIPAddress(IPAddress.Loopback).WithDefaultEndpointPort(_port).Build();
        var broker = new MqttServerFactory().CreateMqttServer(options);
        broker.InterceptingPublishAsync += published =>
        {
            var message = published.ApplicationMessage;
            _got.Enqueue((message.Topic, Encoding.UTF8.GetString(message.Payload.ToArray()), message.Retain));
            if (message.Topic == _refuse) published.Response.ReasonCode = MqttPubAckReasonCode.NotAuthorized;
            return Task.CompletedTask;
        };
        broker.ValidatingConnectionAsync += connecting => _validate?.Invoke(connecting) ?? Task.CompletedTask;
        await broker.StartAsync();
        return broker;
    }

    private void Start(Func<MqttUplinkConfiguration, MqttUplinkConfiguration>? change = null)
    {
        var pace = new UplinkPace { RetryLeast = TimeSpan.FromMilliseconds(20), RetryMost = TimeSpan.FromMilliseconds(100) };
        var configuration = new MqttUplinkConfiguration("cloud", new Uri($"mqtt://127.0.0.1:{_port}"), "edge/{device}/{pipeline}") { Pace = pace };
        configuration = change?.Invoke(configuration) ?? configuration;
        var messages = new MessageWriter(new CloudEventWriter("box"), new TopicTemplate(configuration.Topic, "box"), 1, _state);
        var around = new UplinkSurroundings(_outbox, TimeProvider.System, new Random(7), NullLogger.Instance, configuration.KeepAlive) { Private = new PrivatePipelines() };
        _run = Task.Run(() => new UplinkSender(_state, pace, new MqttLink(configuration, "box", TimeProvider.System.GetUtcNow, NullLogger.Instance, _reports, _nudges), messages, around).Run(_stop.Token));
    }

    private List<JsonElement> Records() =>
        [.. _got.Where(m => m.Topic == "edge/box/p").Select(m => JsonDocument.Parse(m.Payload).RootElement)];

    private void Add(long first, long last)
    {
        for (long sequence = first; sequence <= last; sequence++) _outbox.Add(s_lane, "p", sequence);
    }

    private static async Task Until(Func<bool> condition)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!condition()) await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, late.Token);
    }
}
