using System.Net;
using System.Net.Http.Json;
using EdgeAppliance.Core.Behaviour;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Ingest;
using EdgeAppliance.Daemon.Ingest.Mqtt;
using EdgeAppliance.Daemon.Ingest.Coap;
using EdgeAppliance.Daemon.Ingest.Http;
using EdgeAppliance.Daemon.Ingest.Sparkplug;
using EdgeAppliance.Drivers.Protocols.Coap;
using EdgeAppliance.Tests.Daemon.Http;
using EdgeAppliance.Tests.Drivers.Protocols.Coap;
using EdgeAppliance.Tests.Ingest.Http;
using EdgeAppliance.Tests.Ingest.Sparkplug;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.Tests.Ingest;

/// <summary>What devices are told that do not behave, by whatever they speak; others are not touched.</summary>
public sealed class HeldBackTests
{
    private static readonly BehaviourRules s_throttles = new("slow") { Devices = ["*slow"], Size = new(BehaviourAction.Throttle, 1, 1000) { Most = 1 }, ThrottleTo = 1 };
    private static readonly BehaviourRules s_quarantines = new("bad") { Devices = ["*bad"], Size = new(BehaviourAction.Quarantine, 1, 1) { Most = 1 } };

    private static ReadOnlySpan<byte> Payload => """{"x": 1}"""u8;

    private readonly FakeTimeProvider _time = new();
    private readonly HeldStore _store = new(held: false);
    private readonly BehaviourWatch _watch;

    public HeldBackTests()
    {
        _watch = new BehaviourWatch(_time);
        _watch.Use([s_throttles, s_quarantines]);
    }

    [Fact]
    public void Mqtt_HeldBack_IsRefusedWithItsReason()
    {
        using var source = new MqttSource(new MqttSourceOptions { Name = "plant", Topic = "plant/+" }, _store.Append, _time) { Watch = _watch.Of("plant") };
        // What raises it is taken, and a throttled device may go on slowly.
        Assert.Equal([PayloadError.None, PayloadError.None, PayloadError.Throttled], Send("slow"));
        Assert.Equal([PayloadError.None, PayloadError.Quarantined, PayloadError.Quarantined], Send("bad"));
        Assert.Equal([PayloadError.None, PayloadError.None, PayloadError.None], Send("good"));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([PayloadError.None, PayloadError.Throttled, PayloadError.Throttled], Send("slow"));
        Assert.Equal((3, 2), (source.Counters.Refused(PayloadError.Throttled), source.Counters.Refused(PayloadError.Quarantined)));
        Assert.Equal(MqttReason.QuotaExceeded, MqttIntake.ReasonOf(PayloadError.Throttled));
        Assert.Equal(MqttReason.NotAuthorized, MqttIntake.ReasonOf(PayloadError.Quarantined));

        PayloadError[] Send(string name) => [.. Enumerable.Range(0, 3).Select(_ =>
        {
            Assert.True(source.TryResolve($"plant/{name}", out var stream));
            Assert.True(source.TryTake(stream!, """{"x": 1}"""u8, out var error, out var stored));
            Assert.Equal(error == PayloadError.None, stored is not null);
            return error;
        })];
    }

    /// <summary>What waits for the store is asked about each time that it is tried again; it counts once.</summary>
    [Fact]
    public void Mqtt_ThrottledWhileTheStoreIsBehind_IsTakenLater()
    {
        var store = new HeldStore();
        using var source = new MqttSource(new MqttSourceOptions { Name = "plant", Topic = "plant/+" }, store.Append, _time) { Watch = _watch.Of("plant") };
        AssertTakenLater(store, source.Counters, Resolved(source.TryResolve, "plant/good"), Resolved(source.TryResolve, "plant/slow"), (DeviceStream device, out PayloadError error) => source.TryTake(device, Payload, out error, out _));
    }

    [Fact]
    public void Coap_ThrottledWhileTheStoreIsBehind_IsTakenLater()
    {
        var store = new HeldStore();
        using var source = new CoapSource(new CoapSourceOptions { Name = "field" }, store.Append, _time) { Watch = _watch.Of("field") };
        AssertTakenLater(store, source.Counters, Resolved(source.TryResolve, "telemetry/good"), Resolved(source.TryResolve, "telemetry/slow"), (DeviceStream device, out PayloadError error) => source.TryTake(device, CoapFormat.Json, Payload, out error, out _));
    }

    [Fact]
    public void Sparkplug_ThrottledWhileTheStoreIsBehind_IsTakenLater()
    {
        var store = new HeldStore();
        using var source = new SparkplugSource(new SparkplugSourceOptions { Name = "field" }, store.Append, (_, _, _) => { }, _time, NullLogger.Instance) { Watch = _watch.Of("field") };
        var nodes = new Dictionary<DeviceStream, EdgeNode>();
        foreach (string name in new[] { "good", "slow" })
        {
            var node = nodes[Resolved(source.TryResolve, $"spBv1.0/plant/NDATA/{name}")] = new EdgeNode();
            Assert.True(source.TryTake(Resolved(source.TryResolve, $"spBv1.0/plant/NBIRTH/{name}"), node.NodeBirth(new EdgeNode.Metric("Temp", 1) { Value = 20d }), out _, out _));
        }
        var waiting = new Dictionary<DeviceStream, byte[]>();
        AssertTakenLater(store, source.Counters, nodes.Keys.First(), nodes.Keys.Last(), Take);

        // A node counts its messages: what is tried again is the same.
        bool Take(DeviceStream device, out PayloadError error)
        {
            if (!waiting.Remove(device, out byte[]? payload)) payload = nodes[device].Next(new EdgeNode.Metric(null, 1) { Value = 21d });
            bool isTaken = source.TryTake(device, payload, out error, out _);
            if (!isTaken) waiting[device] = payload;
            return isTaken;
        }
    }

    [Fact]
    public void Coap_HeldBack_IsRefusedWithItsCode()
    {
        using var source = new CoapSource(new CoapSourceOptions { Name = "field" }, _store.Append, _time) { Watch = _watch.Of("field") };
        var intake = new CoapIntake(NullLogger.Instance, new CoapCommands(TimeProvider.System) { IsObserved = _ => false, Notify = _ => { } });
        intake.Use([source]);
        Assert.Equal([CoapCode.Changed, CoapCode.Changed, CoapCode.TooManyRequests], Post("slow"));
        Assert.Equal([CoapCode.Changed, CoapCode.Forbidden, CoapCode.Forbidden], Post("bad"));
        Assert.Equal([CoapCode.Changed, CoapCode.Changed, CoapCode.Changed], Post("good"));

        CoapCode[] Post(string name) => [.. Enumerable.Range(0, 3).Select(_ => intake.Handle(new CoapRequest
        {
            Method = CoapCode.Post, Path = System.Text.Encoding.UTF8.GetBytes($"telemetry/{name}"), ContentFormat = CoapFormat.SenMlJson, Payload = """[{"n":"x","v":1}]"""u8, Peer = new RecordingPeer(),
        }).Reply.Code)];
    }

    [Fact]
    public async Task Http_HeldBack_IsRefusedAndOthersOfTheSamePostAreTaken()
    {
        var store = new RowStore();
        await using var site = await PostingSite.Start(store, new HttpSourceOptions { Name = "plc", DevicePointer = "/id" });
        site.Watch.Use([s_throttles, s_quarantines]);
        Assert.Equal(HttpStatusCode.Accepted, (await Post("""[{"id":"bad","x":1},{"id":"slow","x":1},{"id":"good","x":1}]""")).StatusCode);
        var page = await (await Post("""[{"id":"bad","x":2},{"id":"good","x":2},{"id":"bad","x":3},{"id":"slow","x":3}]""")).Content.ReadFromJsonAsync(PageJson.Default.IngestPage);
        Assert.Equal(new IngestPage(2, 0) { HeldBack = 2 }, page);
        Assert.Equal(["bad x=1", "good x=1", "good x=2", "slow x=1", "slow x=3"], store.Rows.Select(row => row.Replace("@+0", "")).Order());
        await (await Post("""{"id":"bad","x":4}""")).Problem(HttpStatusCode.Forbidden);
        var limited = await Post("""{"id":"slow","x":4}""");
        await limited.Problem(HttpStatusCode.TooManyRequests);
        Assert.Equal(TimeSpan.FromSeconds(1), limited.Headers.RetryAfter!.Delta);

        Task<HttpResponseMessage> Post(string json) => site.Post("/ingest/plc", "application/json", json);
    }

    /// <summary>An event that was held back comes again once its device is released, and then counts; what was taken of the same batch does not count twice.</summary>
    [Fact]
    public async Task Http_EventsHeldBack_MayComeAgain()
    {
        var store = new RowStore();
        await using var site = await PostingSite.Start(store);
        site.Watch.Use([s_quarantines]);
        string Event(string id, string device, string data) => $$"""{"specversion":"1.0","id":"{{id}}","source":"/a","type":"t","subject":"{{device}}","data":{{data}}}""";
        await Post(Event("0", "bad", """{"x":0}"""));
        string batch = $"{Event("1", "good", """[{"x":1},{"x":2}]""")},{Event("2", "bad", """[{"x":3},{"x":4}]""")},{Event("3", "good", """{"x":5}""")}";
        Assert.Equal(new IngestPage(3, 0) { HeldBack = 2 }, await Post(batch));
        Assert.True(site.Watch.Release("bad"));
        site.Watch.Use([]);
        Assert.Equal(new IngestPage(2, 3), await Post(batch));
        Assert.Equal(["x=0", "x=1", "x=2", "x=3", "x=4", "x=5"], store.Rows.Select(row => row.Split(' ')[1]).Order());

        async Task<IngestPage?> Post(string events) =>
            await (await site.Post("/ingest/plc", "application/cloudevents-batch+json", $"[{events}]")).Content.ReadFromJsonAsync(PageJson.Default.IngestPage);
    }

    [Fact]
    public void Sparkplug_HeldBack_StaysBornAndIsRefused()
    {
        var node = new EdgeNode();
        using var source = new SparkplugSource(new SparkplugSourceOptions { Name = "field" }, _store.Append, (_, _, _) => { }, _time, NullLogger.Instance) { Watch = _watch.Of("field") };
        Assert.Equal(PayloadError.None, Send("NBIRTH/bad", node.NodeBirth(new EdgeNode.Metric("Temp", 1) { Value = 20d })));
        Assert.Equal(PayloadError.None, Send("NDATA/bad", node.Next(new EdgeNode.Metric(null, 1) { Value = 21d })));
        Assert.Equal(PayloadError.Quarantined, Send("NDATA/bad", node.Next(new EdgeNode.Metric(null, 1) { Value = 22d })));
        Assert.Equal(PayloadError.None, Send("NBIRTH/bad", node.NodeBirth(new EdgeNode.Metric("Temp", 1) { Value = 23d })));
        Assert.Equal(PayloadError.Quarantined, Send("NDATA/bad", node.Next(new EdgeNode.Metric(null, 1) { Value = 24d })));
        Assert.True(_watch.Release("plant/bad"));
        Assert.Equal(PayloadError.None, Send("NDATA/bad", node.Next(new EdgeNode.Metric(null, 1) { Value = 25d })));
        Assert.Equal([20d, 21d, 23d, 25d], _store.Batches.SelectMany(batch => batch.Column(0).ToArray()));

        PayloadError Send(string topic, byte[] payload)
        {
            Assert.True(source.TryResolve($"spBv1.0/plant/{topic}", out var device));
            Assert.True(source.TryTake(device!, payload, out var error, out var stored));
            stored?.Wait(TimeSpan.FromSeconds(30));
            return error;
        }
    }

    /// <param name="store">Stores nothing yet.</param>
    private static void AssertTakenLater(HeldStore store, IngestCounters counters, DeviceStream good, DeviceStream slow, Taker take)
    {
        PayloadError error;
        try
        {
            // What raises it is taken, and is on its way to the store with what comes after it.
            Assert.True(take(slow, out error));
            Assert.True(SpinWait.SpinUntil(() => store.Appends >= 1, TimeSpan.FromSeconds(30)));
            while (take(good, out error)) Assert.Equal(PayloadError.None, error);
            for (int i = 0; i < 5; i++) Assert.Equal((false, PayloadError.None), (take(slow, out error), error));
        }
        finally
        {
            // Else the source would wait for ever when it ends.
            store.CommitAlways();
        }
        Assert.True(SpinWait.SpinUntil(() => take(slow, out error), TimeSpan.FromSeconds(30)));
        Assert.Equal(PayloadError.None, error);
        Assert.Equal((true, PayloadError.Throttled), (take(slow, out error), error));
        Assert.Equal(1, counters.Refused(PayloadError.Throttled));
    }

    private static DeviceStream Resolved(Resolver resolve, string topic)
    {
        Assert.True(resolve(topic, out var device));
        return device!;
    }

    private delegate bool Resolver(string topic, out DeviceStream? device);

    private delegate bool Taker(DeviceStream device, out PayloadError error);
}
