using System.Text;
using System.Text.Json;
using EdgeAppliance.Core.Health;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Daemon.Health;
using EdgeAppliance.Tests.Core.Pipeline;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.Tests.Health;

public sealed class HealthRecordsTests
{
    private static readonly HealthCondition s_disk = new("store.disk", HealthSeverity.Error, "outbox", "No space left on device", "Make room.");

    private readonly HealthBoard _board = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2027, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly SimulatedStore _store = new(new Random(1));

    [Fact]
    public void Look_ConditionThatLasts_IsToldOnceAndItsEndToo()
    {
        using var records = Start();
        _board.Raise(s_disk);
        Pass(TimeSpan.FromMinutes(1));
        _board.Clear(s_disk.Code, s_disk.Subject);
        Pass(TimeSpan.FromMinutes(1));
        Assert.Equal([(1, true), (2, false)], Told());
    }

    [Fact]
    public void Look_ConditionThatFlickers_IsNotTold()
    {
        using var records = Start();
        for (int i = 0; i < 20; i++)
        {
            _board.Raise(s_disk);
            Pass(TimeSpan.FromSeconds(4));
            _board.Clear(s_disk.Code, s_disk.Subject);
            Pass(TimeSpan.FromSeconds(4));
        }
        Assert.Empty(Told());
    }

    [Fact]
    public void Look_AfterARestart_TellsTheEndOfWhatWasTold()
    {
        _board.Raise(s_disk);
        using (Start()) Pass(TimeSpan.FromMinutes(1));
        _board.Clear(s_disk.Code, s_disk.Subject);
        using (Start()) Pass(TimeSpan.FromMinutes(1));
        Assert.Equal([(1, true), (2, false)], Told());
    }

    [Fact]
    public void Look_StoreThatFails_TellsWithTheSameNumberLater()
    {
        using var records = Start();
        _store.IsFull = true;
        _board.Raise(s_disk);
        Pass(TimeSpan.FromMinutes(1));
        Assert.Empty(Told());
        _store.IsFull = false;
        Pass(TimeSpan.FromMinutes(1));
        Assert.Equal([(1, true)], Told());
    }

    private HealthRecords Start()
    {
        var records = new HealthRecords(_board, _store, () => ["cloud"], _time);
        records.Start();
        return records;
    }

    private void Pass(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromSeconds(1))
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            while (_store.PendingCount > 0) _store.Sync(1);
        }
    }

    private List<(int Sequence, bool Active)> Told()
    {
        var told = new List<(int, bool)>();
        if (!_store.Outbox.TryGetValue(new Lane("cloud", RecordPriority.Alarm), out var lane)) return told;
        var rest = lane.ToArray().AsSpan();
        while (PackedRecords.TryRead(rest, out var record, out int size))
        {
            var data = JsonDocument.Parse(Encoding.UTF8.GetString(record.Data)).RootElement;
            Assert.Equal((RecordType.Health, "outbox", "store.disk"), (record.Header.Type, Encoding.UTF8.GetString(record.Subject), data.GetProperty("code").GetString()));
            told.Add(((int)record.Header.Sequence, data.GetProperty("active").GetBoolean()));
            rest = rest[size..];
        }
        return told;
    }
}
