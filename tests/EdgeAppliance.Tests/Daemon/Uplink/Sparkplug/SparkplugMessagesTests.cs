using System.Buffers;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Daemon.Commands;
using EdgeAppliance.Daemon.Uplink;
using EdgeAppliance.Daemon.Uplink.Sparkplug;
using EdgeAppliance.Drivers.Protocols.Sparkplug;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAppliance.Tests.Daemon.Uplink.Sparkplug;

public sealed class SparkplugMessagesTests
{
    private static readonly Lane s_normal = new("cloud", RecordPriority.Normal);
    private static readonly Lane s_alarm = new("cloud", RecordPriority.Alarm);

    private readonly MemoryOutbox _outbox = new();
    private readonly UplinkState _state = new("cloud");
    private readonly SparkplugSession _session = new("plant", "box", new BirthNumbers(null));
    private readonly ArrayBufferWriter<byte> _message = new();
    private long _bytesMax = 1 << 20;
    private SparkplugMessages _messages;
    private LaneCursor _cursor;

    public SparkplugMessagesTests()
    {
        _messages = Make(batch: 1);
        _cursor = Cursor(s_normal);
    }

    [Fact]
    public void Fill_NewConnection_BearsNodeAndDeviceBeforeData()
    {
        _messages.Begin();
        _outbox.Add(s_normal, "pump", 1, """{"temp":21.5,"on":true}""");
        var node = Next(0);
        Assert.Equal(("spBv1.0/plant/NBIRTH/box", (byte?)0), (node.Topic, node.Sequence));
        Assert.Equal((_session.BirthNumber, 0), (node["bdSeq"].Number, node["Node Control/Rebirth"].Number));
        var device = Next(0);
        Assert.Equal(("spBv1.0/plant/DBIRTH/box/pump", (byte?)1), (device.Topic, device.Sequence));
        Assert.Equal(["Record/Sequence", "d1/temp", "d1/on"], device.Metrics.Select(metric => metric.Name));
        Assert.Equal([SparkplugDataType.UInt64, SparkplugDataType.Double, SparkplugDataType.Boolean], device.Metrics.Select(metric => metric.Type));
        var data = Next(1);
        Assert.Equal(("spBv1.0/plant/DDATA/box/pump", (byte?)2), (data.Topic, data.Sequence));
        Assert.Equal(device.Metrics.Select(metric => metric.Alias), data.Metrics.Select(metric => metric.Alias));
        Assert.Equal([1, 21.5, 1], data.Metrics.Select(metric => metric.Number));
        Assert.All(data.Metrics, metric => Assert.Equal(("", false, (ulong?)1_700_000_000_123), (metric.Name, metric.IsHistorical, metric.TimestampMs)));
        Assert.Equal(0, Fill());
        Assert.Equal(0, _message.WrittenCount);
    }

    [Fact]
    public void Fill_RecordFromBeforeTheConnection_IsHistoricalAndNoValueOfTheBirth()
    {
        _outbox.Add(s_normal, "pump", 1, """{"temp":1}""");
        _messages.Begin();
        _outbox.Add(s_normal, "pump", 2, """{"temp":2}""");
        Next(0);
        Assert.Null(Next(0)["d1/temp"].Number);
        Assert.All(Next(1).Metrics, metric => Assert.True(metric.IsHistorical));
        Assert.All(Next(1).Metrics, metric => Assert.False(metric.IsHistorical));
        _session.AskForBirth();
        Next(0);
        Assert.Equal(2, Next(0)["d1/temp"].Number);
    }

    [Fact]
    public void Fill_RebirthAsked_BearsAllAnewAndGoesOn()
    {
        _messages.Begin();
        _outbox.Add(s_normal, "pump", 1);
        var first = (Next(0), Next(0), Next(1));
        _session.AskForBirth();
        _outbox.Add(s_normal, "pump", 2);
        var node = Next(0);
        Assert.Equal(("spBv1.0/plant/NBIRTH/box", (byte?)0), (node.Topic, node.Sequence));
        Assert.Equal(first.Item1["bdSeq"].Number, node["bdSeq"].Number);
        Assert.Equal("spBv1.0/plant/DBIRTH/box/pump", Next(0).Topic);
        Assert.Equal((byte?)2, Next(1).Sequence);
    }

    [Fact]
    public void Fill_NewMetricOrType_BearsTheDeviceAnewBeforeItsData()
    {
        _messages.Begin();
        _outbox.Add(s_normal, "pump", 1, """{"a":1}""");
        _outbox.Add(s_normal, "pump", 2, """{"a":1,"b":null}""");
        _outbox.Add(s_normal, "pump", 3, """{"a":"text","b":2}""");
        _outbox.Add(s_normal, "pump", 4, """{"a":"text","b":null}""");
        Next(0);
        Next(0);
        Next(1);
        Assert.Equal(["Record/Sequence", "d1/a", "d1/b"], Next(0).Metrics.Select(metric => metric.Name));
        Assert.Null(Next(1).Metrics[2].Number);
        Assert.Equal(SparkplugDataType.String, Next(0)["d1/a"].Type);
        Assert.Equal("text", Next(1).Metrics[1].Text);
        Assert.Equal((byte?)7, Next(1).Sequence);
    }

    [Fact]
    public void Fill_AlarmsAndGaps_HaveDevicesAndFoldersOfTheirOwn()
    {
        _messages.Begin();
        _outbox.Add(s_alarm, "pump/alarm", 1, """{"alarm":"hot","active":true,"more":{"x":[1]}}""");
        _cursor = Cursor(s_alarm);
        Next(0);
        var birth = Next(0);
        Assert.Equal("spBv1.0/plant/DBIRTH/box/pump:alarm", birth.Topic);
        Assert.Equal("""{"x":[1]}""", birth["d1/more"].Text);
        Assert.Equal("hot", Next(1).Metrics[1].Text);
    }

    [Fact]
    public void Fill_Batch_HoldsNeighboursOfOneStream()
    {
        _messages = Make(batch: 10);
        _messages.Begin();
        for (int i = 1; i <= 3; i++) _outbox.Add(s_normal, "a", i);
        _outbox.Add(s_normal, "b", 1);
        Next(0);
        Next(0);
        Assert.Equal([1, 1, 2, 1, 3, 1], Next(3).Metrics.Select(metric => metric.Number));
        Assert.Equal("spBv1.0/plant/DBIRTH/box/b", Next(0).Topic);
        Next(1);
    }

    [Fact]
    public void Fill_SequenceGoesRound()
    {
        _messages.Begin();
        for (int i = 1; i <= 600; i++) _outbox.Add(s_normal, "a", i);
        var numbers = new List<byte?> { Next(0).Sequence, Next(0).Sequence };
        for (int i = 0; i < 600; i++) numbers.Add(Next(1).Sequence);
        Assert.Equal(Enumerable.Range(0, 602).Select(i => (byte?)i), numbers);
    }

    [Fact]
    public void Fill_LargerThanTheBrokerTakes_IsAGapAndCounted()
    {
        _messages.Begin();
        _bytesMax = 3000;
        _outbox.Add(s_normal, "a", 1, $$"""{"text":"{{new string('x', 4000)}}"}""");
        _outbox.Add(s_normal, "a", 2);
        Next(0);
        Assert.Contains(Next(0).Metrics, metric => metric.Name == "Gap/d1/reason");
        var gap = Next(1);
        Assert.Contains(gap.Metrics, metric => metric.Text == "larger than the broker takes");
        Assert.Equal(1, _state.Refused);
        Next(0);
        Assert.Equal([2, 1], Next(1).Metrics.Select(metric => metric.Number));
    }

    [Fact]
    public void Fill_ManyStrangeNames_ForgetsThoseOfBefore()
    {
        _messages = Make(batch: 1);
        _messages.Begin();
        Next(0);
        for (int i = 1; i <= 3000; i++)
        {
            _outbox.Add(s_normal, "a", i, $$"""{"c{{i}}":1}""");
            Assert.InRange(Next(0).Metrics.Count, 2, 2100);
            Next(1);
        }
    }

    [Fact]
    public void Fill_Warm_AllocatesNothing()
    {
        _messages.Begin();
        for (int i = 1; i <= 700; i++) _outbox.Add(s_normal, "a", i, """{"temp":21.5,"on":true,"text":"same"}""");
        Next(0);
        Next(0);
        for (int i = 0; i < 20; i++) Fill();
        // The outbox of the tests makes enumerators where the cursor is filled anew, twice in these.
        Assert.InRange(SteadyState.AllocatedBy(100, () => Fill()), 0, 1000);
    }

    [Fact]
    public void NodeBirth_CommandsOfSources_AreMetrics()
    {
        _messages = Make(1, new CommandTargets(() => [new ToldSource("doors", "siren")]));
        _messages.Begin();
        Assert.Equal(SparkplugDataType.String, Next(0)["Commands/doors/siren"].Type);
    }

    private SparkplugMessages Make(int batch, CommandTargets? commands = null)
    {
        var around = new UplinkSurroundings(_outbox, TimeProvider.System, new Random(1), NullLogger.Instance, TimeSpan.FromSeconds(15)) { Private = new PrivatePipelines() };
        var context = new UplinkContext { Device = "box", Now = TimeProvider.System.GetUtcNow, State = _state, Around = around };
        return new SparkplugMessages(_session, commands is null ? context : context with { Commands = commands }, batch);
    }

    private LaneCursor Cursor(Lane lane) => new(_outbox, lane, 1, long.MaxValue, new PrivacyGate(new PrivatePipelines(), _state));

    private int Fill()
    {
        _message.ResetWrittenCount();
        return _messages.Fill(_cursor, _bytesMax, _message);
    }

    private SentPayload Next(int records)
    {
        Assert.Equal(records, Fill());
        Assert.NotEqual(0, _message.WrittenCount);
        return SentPayload.Read(_messages.Topic, _message.WrittenSpan);
    }
}
