using System.Buffers;
using System.Net;
using System.Text;
using System.Text.Json;
using EdgeAppliance.Core.Commands;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Daemon.Commands;
using EdgeAppliance.Daemon.Ingest;
using EdgeAppliance.Daemon.Ingest.Amqp;
using EdgeAppliance.Daemon.Ingest.Coap;
using EdgeAppliance.Daemon.Ingest.Sparkplug;
using EdgeAppliance.Drivers.Protocols.Amqp;
using EdgeAppliance.Daemon.Twins;
using EdgeAppliance.Tests.Daemon.Http;
using EdgeAppliance.Tests.Ingest;
using Microsoft.Extensions.Logging.Abstractions;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace EdgeAppliance.Tests.Daemon.Twins;

/// <summary>The embedded broker, and a device that is a real MQTT client.</summary>
public sealed class DeviceLinkTests : IAsyncLifetime
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly JsonElement s_on = JsonDocument.Parse("""{"speed":3}""").RootElement;

    private readonly MqttSource _source = new(new MqttSourceOptions { Name = "pump", Topic = "plant/+" }, new HeldStore(held: false).Append, TimeProvider.System);
    private readonly MqttBroker _broker;
    private readonly DeviceLink _link;
    private readonly IMqttClient _device = new MqttClientFactory().CreateMqttClient();
    private readonly TaskCompletionSource<MqttApplicationMessage> _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public DeviceLinkTests()
    {
        _broker = new MqttBroker(new MqttBrokerOptions(), [_source], NullLogger<MqttBroker>.Instance);
        _link = new DeviceLink(new CommandTargets(() => [_source]), new MqttCommands(_broker, TimeProvider.System), new AmqpCommands(new AmqpCounters(), TimeProvider.System),
            new CoapCommands(TimeProvider.System) { IsObserved = _ => false, Notify = _ => { } }, new SparkplugCommands(() => []));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _device.Dispose();
        await _broker.DisposeAsync();
        _source.Dispose();
    }

    [Fact]
    public async Task Command_DeviceAnswers_IsItsAnswer()
    {
        await Connect("edge/pump-7/commands/#", command => _device.PublishAsync(new MqttApplicationMessageBuilder()
            .WithTopic(command.ResponseTopic).WithCorrelationData(command.CorrelationData).WithPayload("""{"ok":true}""").Build()));
        var answer = await _link.Command("pump-7", "start", s_on, s_patience, default);
        Assert.Equal((DeviceAnswerKind.Done, """{"ok":true}"""), (answer.Kind, Encoding.UTF8.GetString(answer.Payload!)));
        var heard = await _heard.Task;
        Assert.Equal(("edge/pump-7/commands/start", """{"speed":3}""", "edge/pump-7/responses"), (heard.Topic, Text(heard), heard.ResponseTopic));
    }

    [Fact]
    public async Task Command_StrangersAnswer_IsNone()
    {
        await Connect("edge/pump-7/commands/#", command => _device.PublishAsync(new MqttApplicationMessageBuilder()
            .WithTopic(command.ResponseTopic).WithCorrelationData(new byte[16]).WithPayload("no").Build()));
        Assert.Equal(DeviceAnswerKind.NoAnswer, (await _link.Command("pump-7", "start", s_on, TimeSpan.FromMilliseconds(200), default)).Kind);
        Assert.Equal(DeviceAnswerKind.Sent, (await _link.Command("pump-7", "start", s_on, TimeSpan.Zero, default)).Kind);
    }

    [Theory]
    [InlineData("pump-8")]
    [InlineData("pump/7")]
    [InlineData("#")]
    public async Task Command_NobodyListens_IsNoSuchDevice(string device)
    {
        await Connect("edge/pump-7/commands/#", _ => Task.CompletedTask);
        Assert.Equal(DeviceAnswerKind.NoSuchDevice, (await _link.Command(device, "start", s_on, s_patience, default)).Kind);
        await _device.DisconnectAsync();
        Assert.True(SpinWait.SpinUntil(() => !_broker.IsListenedTo("edge/pump-7/commands/start"), s_patience));
    }

    [Fact]
    public async Task Tell_DeviceThatComesLater_FindsWhatIsDesired()
    {
        await _broker.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        await _link.Tell("pump-7", new DesiredState(4, """{"on":true}"""u8.ToArray()), default);
        await Connect("edge/pump-7/twin/desired", _ => Task.CompletedTask);
        var heard = await _heard.Task.WaitAsync(s_patience);
        Assert.True(heard.Retain);
        Assert.Equal("""{"version":4,"desired":{"on":true}}""", Text(heard));
    }

    [Fact]
    public async Task KeepTelling_SourceThatFails_IsToldUntilItIsDone()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        using var state = new StateFolder();
        var desired = new DesiredStates(state.Path);
        desired.Put("valve", """{"open":true,"strange":1}"""u8, _ => true);
        var valve = new Valve();
        var link = new DeviceLink(new CommandTargets(() => [valve]), new MqttCommands(_broker, time), new AmqpCommands(new AmqpCounters(), time),
            new CoapCommands(time) { IsObserved = _ => false, Notify = _ => { } }, new SparkplugCommands(() => []));
        using var stop = new CancellationTokenSource();
        var telling = link.KeepTelling(desired, time, stop.Token);
        for (int told = 1; told <= 3; told++)
        {
            int now = told;
            Assert.True(SpinWait.SpinUntil(() => { if (valve.Told < now) time.Advance(TimeSpan.FromSeconds(1)); return valve.Told >= now; }, s_patience));
        }
        valve.IsThere = true;
        Assert.True(SpinWait.SpinUntil(() => { if (!valve.IsDone) time.Advance(TimeSpan.FromSeconds(1)); return valve.IsDone; }, s_patience));
        int all = valve.Told;
        for (int i = 0; i < 30; i++) time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(all, valve.Told);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => telling);
    }

    private sealed class Valve : ISource, ICommandTarget
    {
        public volatile bool IsThere;
        public volatile bool IsDone;
        public volatile int Told;

        public string Name => "valve";

        public SourceStatus Status => throw new NotSupportedException();

        public IReadOnlyList<string> Commands => ["open"];

        public CommandOutcome Execute(string command, JsonElement value)
        {
            IsDone = IsThere;
            Told++;
            return IsThere ? CommandOutcome.Done : CommandOutcome.Failed("away");
        }

        public void Start()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private async Task Connect(string filter, Func<MqttApplicationMessage, Task> answer)
    {
        if (_broker.EndPoints.Count == 0) await _broker.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        _device.ApplicationMessageReceivedAsync += async e =>
        {
            _heard.TrySetResult(e.ApplicationMessage);
            await answer(e.ApplicationMessage);
        };
        var options = new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", _broker.Endpoint.Port).WithProtocolVersion(MqttProtocolVersion.V500).Build();
        await _device.ConnectAsync(options);
        await _device.SubscribeAsync(filter, MqttQualityOfServiceLevel.AtLeastOnce);
    }

    private static string Text(MqttApplicationMessage message) => Encoding.UTF8.GetString(message.Payload.ToArray());
}
