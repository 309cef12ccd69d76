using System.Text.Json;
using EdgeAppliance.Core.Configuration;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Ingest.Amqp;
using EdgeAppliance.Daemon.Uplink;
using EdgeAppliance.Tests.Daemon.Uplink;
using EdgeAppliance.Tests.Peers;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAppliance.Tests.Ingest.Amqp;

/// <summary>The uplink and the source of queues with Debian's RabbitMQ.</summary>
public sealed class RabbitMqTests(SharedRabbitMq shared) : IClassFixture<SharedRabbitMq>, IAsyncLifetime
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly Lane s_lane = new("cloud", RecordPriority.Normal);

    private readonly MemoryOutbox _outbox = new();
    private readonly UplinkState _state = new("cloud");
    private readonly HeldStore _store = new(held: false);
    private readonly CancellationTokenSource _stop = new();
    private AmqpQueueSource? _source;
    private Task _run = Task.CompletedTask;

    private RabbitMq Broker => shared.Broker!;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run.WaitAsync(s_patience);
        if (_source is not null) await _source.DisposeAsync();
        _stop.Dispose();
    }

    [ProgramFact(RabbitMq.Program, RabbitMq.Package)]
    public async Task Uplink_Records_LeaveTheOutboxAndLieInTheQueue()
    {
        Add(1, 300);
        Send("/queue/up");
        await Until(() => _outbox.Count(s_lane) == 0);
        var messages = (await ProtonPeer.Run("receive", Broker.Url, "/queue/up", 300, "allowed_mechs=ANONYMOUS", "durable=true")).Where(line => line.StartsWith('{')).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(Enumerable.Range(1, 300).Select(i => (long)i), messages.Select(Sequence));
        Assert.All(messages, message => Assert.Equal(("application/cloudevents+json", true), (message.GetProperty("type").GetString(), message.GetProperty("durable").GetBoolean())));
    }

    [ProgramFact(RabbitMq.Program, RabbitMq.Package)]
    public async Task Uplink_AddressThatTheBrokerDoesNotKnow_SaysSoAndKeepsTheRecords()
    {
        Add(1, 3);
        Send("/nonsense/up");
        await Until(() => _state.LastError is not null);
        Assert.Contains("amqp:", _state.LastError);
        Assert.Equal(3, _outbox.Count(s_lane));
    }

    [ProgramFact(RabbitMq.Program, RabbitMq.Package)]
    public async Task Uplink_WrongPassword_SaysSoAndKeepsTheRecords()
    {
        Add(1, 3);
        Send("/queue/up2", configuration => configuration with { User = "guest", Password = new Secret("wrong") });
        await Until(() => _state.LastError is not null);
        Assert.Contains("PLAIN", _state.LastError);
        Assert.Equal(3, _outbox.Count(s_lane));
    }

    [ProgramFact(RabbitMq.Program, RabbitMq.Package)]
    public async Task Source_MessagesOfAQueue_AreStoredOnceEachAndLeaveIt()
    {
        Assert.Equal(400, (await Fill("/queue/down", 400, "device=pump-7")).Count(line => line == "accepted"));
        Take("/queue/down");
        await Until(() => _store.Rows == 400);
        Assert.Equal(Enumerable.Range(1, 400).Select(i => (double)i), Values());
        Assert.Equal("pump-7", _store.Batches[0].Device);
        await _source!.DisposeAsync();
        Take("/queue/down");
        Assert.Equal(1, (await Fill("/queue/down", 1, "first=401", "subject=x")).Count(line => line == "accepted"));
        await Until(() => _store.Rows == 401);
        Assert.Equal("down", _store.Batches[^1].Device);
    }

    [ProgramFact(RabbitMq.Program, RabbitMq.Package)]
    public async Task Source_MessageThatIsNoReading_IsRejectedAndTheOthersAreTaken()
    {
        await Fill("/queue/mixed", 1, "body={");
        await Fill("/queue/mixed", 2);
        Take("/queue/mixed");
        await Until(() => _store.Rows == 2);
        Assert.Equal(1, _source!.Counters.RefusedTotal);
    }

    [ProgramFact(RabbitMq.Program, RabbitMq.Package)]
    public async Task Source_StoreFails_TheBrokerGivesTheMessageAgain()
    {
        var failing = new HeldStore();
        await Fill("/queue/again", 1);
        Take("/queue/again", failing);
        await failing.AppendedAsync();
        failing.Fail();
        await failing.AppendedAsync();
        failing.CommitAlways();
        Assert.Equal((2, 1L), (failing.Appends, _source!.Counters.NotStored));
    }

    [ProgramFact(RabbitMq.Program, RabbitMq.Package)]
    public async Task Kill_BrokerInTheMiddle_NothingIsLostEitherWay()
    {
        Add(1, 4000);
        Send("/queue/killed");
        await Until(() => _state.Acknowledged > 500);
        Broker.Kill();
        await Until(() => !_state.Connected);
        await Broker.StartAgain();
        await Until(() => _outbox.Count(s_lane) == 0);
        await _stop.CancelAsync();
        await _run.WaitAsync(s_patience);
        Take("/queue/killed", mapping: "sequence");
        await Until(() => _store.Rows > 1000);
        Broker.Kill();
        await Broker.StartAgain();
        await Until(() => Values().ToHashSet().Count == 4000);
        Assert.True(_store.Rows < 8000);
    }

    private Task<IReadOnlyList<string>> Fill(string queue, int count, params string[] options) => ProtonPeer.Run("send", Broker.Url, queue, count, ["allowed_mechs=ANONYMOUS", "durable=true", .. options]);

    private void Take(string queue, HeldStore? store = null, string mapping = "seq")
    {
        var options = new AmqpSourceOptions
        {
            Name = "down", Queue = new AmqpQueueOptions(new AmqpBroker(new Uri(Broker.Url)), queue),
            Mapping = new EdgeAppliance.Daemon.Ingest.PayloadMapping { Channels = [KeyValuePair.Create("seq", "/" + mapping)] },
        };
        _source = new AmqpQueueSource(options, (store ?? _store).Append, null, new AmqpSurroundings(TimeProvider.System, TimeProvider.System, TimeProvider.System.GetUtcNow, NullLogger.Instance));
        _source.Start();
    }

    private void Send(string address, Func<AmqpUplinkConfiguration, AmqpUplinkConfiguration>? change = null)
    {
        var pace = new UplinkPace { RetryLeast = TimeSpan.FromMilliseconds(20), RetryMost = TimeSpan.FromMilliseconds(500) };
        var configuration = new AmqpUplinkConfiguration("cloud", new Uri(Broker.Url), address) { Pace = pace };
        configuration = change?.Invoke(configuration) ?? configuration;
        var around = new UplinkSurroundings(_outbox, TimeProvider.System, new Random(7), NullLogger.Instance, configuration.KeepAlive) { Private = new PrivatePipelines() };
        var made = UplinkCatalog.Make(configuration, new UplinkContext { Device = "box", Now = TimeProvider.System.GetUtcNow, State = _state, Around = around });
        _run = Task.Run(() => new UplinkSender(_state, made.Pace, made.Link, made.Messages, around).Run(_stop.Token));
    }

    private List<double> Values() => [.. _store.Batches.SelectMany(batch => Enumerable.Range(0, batch.Count).Select(row => batch.Column(batch.Channels.IndexOf("seq"))[row]))];

    private void Add(long first, long last)
    {
        for (long sequence = first; sequence <= last; sequence++) _outbox.Add(s_lane, "p", sequence);
    }

    private static long Sequence(JsonElement message) => JsonDocument.Parse(message.GetProperty("body").GetString()!).RootElement.GetProperty("sequence").GetInt64();

    private static async Task Until(Func<bool> condition)
    {
        using var late = new CancellationTokenSource(s_patience);
        while (!condition()) await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, late.Token);
    }
}
