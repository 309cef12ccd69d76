using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Uplink;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.Tests.Daemon.Uplink;

public sealed class UplinkSenderTests : IAsyncLifetime
{
    private static readonly Lane s_normal = new("cloud", RecordPriority.Normal);
    private static readonly Lane s_alarm = new("cloud", RecordPriority.Alarm);

    private readonly MemoryOutbox _outbox = new();
    private readonly ScriptedLink _link = new();
    private readonly FakeTimeProvider _time = new();
    private readonly PrivatePipelines _private = new();
    private readonly UplinkState _state = new("cloud");
    private readonly CancellationTokenSource _stop = new();
    private Task _run = Task.CompletedTask;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await Until(() => _run.IsCompleted, Advance);
        await _run;
        _stop.Dispose();
    }

    [Fact]
    public async Task Run_Backlog_GoesInOrderAlarmsFirst()
    {
        Add(s_normal, 1, 500);
        Add(s_alarm, 1, 3);
        Start(new UplinkPace());
        var sent = await _link.Next(503);
        Assert.All(sent[..3], s => Assert.Equal("edge.alarm.v1", s.Payload.GetProperty("type").GetString()));
        Assert.Equal(Enumerable.Range(1, 500).Select(i => (long)i), sent[3..].Select(s => s.Sequence));
        Assert.Equal("edge/box/p", sent[0].Topic);
        await Until(() => _outbox.Count(s_normal) == 0 && _outbox.Count(s_alarm) == 0);
    }

    [Fact]
    public async Task Run_NothingAcknowledged_KeepsTheWindowAndDeletesNothing()
    {
        _link.AcknowledgesAtOnce = false;
        Add(s_normal, 1, 50);
        Start(new UplinkPace { InFlightMax = 5 });
        var sent = await _link.Next(5);
        Assert.Equal(0, _link.WaitingCount);
        Assert.Equal(50, _outbox.Count(s_normal));

        // A hole in front holds back what is behind it.
        sent[1].Done.SetResult();
        sent[0].Done.SetResult();
        await Until(() => _outbox.Count(s_normal) == 48);
        Assert.Equal([6L, 7], (await _link.Next(2)).Select(s => s.Sequence));
    }

    [Fact]
    public async Task Run_LimitOfTheOtherSide_IsKept()
    {
        _link.AcknowledgesAtOnce = false;
        _link.Limits = new LinkLimits(2, 1 << 20);
        Add(s_normal, 1, 9);
        Start(new UplinkPace());
        await _link.Next(2);
        await Until(() => _state.Sent == 2);
        Assert.Equal(0, _link.WaitingCount);
    }

    [Fact]
    public async Task Run_LinkLost_SendsAgainFromTheFirstUnacknowledged()
    {
        _link.AcknowledgesAtOnce = false;
        Add(s_normal, 1, 10);
        Start(new UplinkPace { InFlightMax = 4 });
        var sent = await _link.Next(4);
        sent[0].Done.SetResult();
        await Until(() => _outbox.Count(s_normal) == 9);
        await _link.Next(1);
        _link.AcknowledgesAtOnce = true;
        _link.Break();
        Assert.Equal(Enumerable.Range(2, 9).Select(i => (long)i), (await _link.Next(9, Advance)).Select(s => s.Sequence));
        await Until(() => _outbox.Count(s_normal) == 0);
        Assert.Equal(2, _link.Connects);
    }

    [Fact]
    public async Task Run_SilentLink_IsGivenUpWithinTheKeepAlive()
    {
        _link.AcknowledgesAtOnce = false;
        Add(s_normal, 1, 1);
        Start(new UplinkPace());
        await _link.Next(1);
        var since = _time.GetUtcNow();
        await Until(() => _state.LastError is not null, Advance);
        Assert.Contains("nothing was acknowledged", _state.LastError);
        Assert.InRange((_time.GetUtcNow() - since).TotalSeconds, 14, 20);
    }

    [Fact]
    public async Task Run_NoConnection_BacksOffAndComesBack()
    {
        _link.RefusesToConnect = true;
        Add(s_normal, 1, 1);
        Start(new UplinkPace { RetryLeast = TimeSpan.FromSeconds(1), RetryMost = TimeSpan.FromSeconds(8) });
        await Until(() => _link.Connects == 4, Advance);
        Assert.False(_state.Connected);
        _link.RefusesToConnect = false;
        Assert.Equal(1, (await _link.Next(1, Advance))[0].Sequence);
    }

    [Fact]
    public async Task Run_Batch_SendsArrays()
    {
        Add(s_normal, 1, 25);
        Start(new UplinkPace { Batch = 10 });
        var sent = await _link.Next(3);
        Assert.Equal([10, 10, 5], sent.Select(s => s.Payload.GetArrayLength()));
        await Until(() => _outbox.Count(s_normal) == 0);
        Assert.Equal(25, _state.Acknowledged);
    }

    [Fact]
    public async Task Run_RecordTooLarge_IsReplacedByAGap()
    {
        _link.Limits = new LinkLimits(10, 4096);
        _outbox.Add(s_normal, "p", 1, $$"""{"x":"{{new string('y', 5000)}}"}""");
        _outbox.Add(s_normal, "p", 2);
        Start(new UplinkPace());
        var sent = await _link.Next(2);
        Assert.Equal("edge.gap.v1", sent[0].Payload.GetProperty("type").GetString());
        Assert.Equal(1, sent[0].Payload.GetProperty("data").GetProperty("last").GetInt64());
        Assert.Equal(2, sent[1].Sequence);
        Assert.Equal(1, _state.Refused);
    }

    [Fact]
    public async Task Run_LiveFirst_SendsNewRecordsBeforeTheBacklog()
    {
        _link.AcknowledgesAtOnce = false;
        Add(s_normal, 1, 10);
        Start(new UplinkPace { LiveFirst = true, InFlightMax = 1 });
        var first = await _link.Next();
        Assert.Equal(1, first.Sequence);
        Add(s_normal, 11, 12);
        _link.AcknowledgesAtOnce = true;
        first.Done.SetResult();
        Assert.Equal([11L, 12, 2, 3, 4, 5, 6, 7, 8, 9, 10], (await _link.Next(11)).Select(s => s.Sequence));
        await Until(() => _outbox.Count(s_normal) == 0);
    }

    [Fact]
    public async Task Run_Rate_IsKept()
    {
        Add(s_normal, 1, 100);
        Start(new UplinkPace { RecordsPerSecondMax = 10 });
        await _link.Next(10);
        Assert.Equal(0, _link.WaitingCount);
        var since = _time.GetUtcNow();
        await _link.Next(20, () => _time.Advance(TimeSpan.FromMilliseconds(50)));
        Assert.True((_time.GetUtcNow() - since).TotalSeconds >= 1.8);
    }

    /// <summary>One made before its pipeline was private, one of a private pipeline that is configured no more, and an alarm.</summary>
    [Fact]
    public async Task Run_PrivateAndNotCleared_IsWithheldAndCounted()
    {
        _private.Set(["p"]);
        _outbox.Add(s_normal, "p", 1, """{"secret":1}""", "who");
        _outbox.Add(s_normal, "gone", 2, """{"secret":2}""", "who", isPrivate: true);
        _outbox.Add(s_alarm, "p/alarm", 3, """{"secret":3}""", "who");
        _outbox.Add(s_normal, "p", 4, """{"fine":4}""", "7-a", isPrivate: true, isCleared: true);
        _outbox.Add(s_normal, "open", 5);
        Start(new UplinkPace());
        var sent = await _link.Next(5);
        Assert.DoesNotContain(sent, s => s.Payload.ToString() is var text && (text.Contains("secret", StringComparison.Ordinal) || text.Contains("who", StringComparison.Ordinal)));
        Assert.Equal(["edge.gap.v1", "edge.gap.v1", "edge.gap.v1", "edge.reading.v1", "edge.reading.v1"], sent.Select(s => s.Payload.GetProperty("type").GetString()));
        Assert.Equal("private, and not cleared", sent[0].Payload.GetProperty("data").GetProperty("reason").GetString());
        await Until(() => _outbox.Count(s_normal) + _outbox.Count(s_alarm) == 0);
        Assert.Equal(3, _state.Withheld);
    }

    private void Start(UplinkPace pace)
    {
        var messages = new MessageWriter(new CloudEventWriter("box"), new TopicTemplate("edge/{device}/{pipeline}", "box"), pace.Batch, _state);
        var around = new UplinkSurroundings(_outbox, _time, new Random(7), NullLogger.Instance, TimeSpan.FromSeconds(15)) { Private = _private };
        _run = Task.Run(() => new UplinkSender(_state, pace, _link, messages, around).Run(_stop.Token));
    }

    private void Add(Lane lane, long first, long last)
    {
        for (long sequence = first; sequence <= last; sequence++) _outbox.Add(lane, "p", sequence);
    }

    private void Advance() => _time.Advance(TimeSpan.FromSeconds(0.25));

    private static async Task Until(Func<bool> condition, Action? meanwhile = null)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!condition())
        {
            late.Token.ThrowIfCancellationRequested();
            meanwhile?.Invoke();
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, late.Token);
        }
    }
}
