using System.Buffers;
using System.Text.Json;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Core.Time;
using EdgeAppliance.Daemon.Health;
using EdgeAppliance.Daemon.Uplink;
using EdgeAppliance.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAppliance.Tests.Health;

public sealed class ClockErasTests : IDisposable
{
    private static readonly DateTimeOffset Built = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Now = new(2027, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset WithoutBattery = new(1970, 1, 1, 0, 0, 9, TimeSpan.Zero);

    private readonly TemporaryFolder _state = new();
    private readonly HealthBoard _board = new();
    private readonly SteppedTime _time = new(WithoutBattery);
    private bool _synchronized;

    [Fact]
    public void RealUs_BeforeTheClockIsRight_IsWhatItSays_AndNotSure()
    {
        using var clock = Boot("a");
        using var eras = Eras(clock);
        long stored = Stored(eras);
        Assert.Equal(UnixTime.Us(WithoutBattery), eras.RealUs(stored, out var unsure, out long monotonicUs));
        Assert.Equal("a", unsure!.BootId);
        Assert.Equal(clock.Monotonic.Ticks / 10, monotonicUs);
    }

    [Fact]
    public void RealUs_OnceTheClockIsRight_IsTheRealTime_AlsoAfterARestart()
    {
        var clock = Boot("a");
        var eras = Eras(clock);
        long stored = Stored(eras);
        _time.Advance(TimeSpan.FromMinutes(1));
        SetClock(Now);
        Assert.Equal(_time.GetUtcNow(), eras.Now);
        var real = _time.GetUtcNow() - _time.GetElapsedTime(0) + TimeSpan.FromMicroseconds(MonotonicUs(eras, stored));
        eras.Dispose();
        clock.Dispose();
        using var again = Boot("b");
        using var later = Eras(again);
        Assert.Equal(UnixTime.Us(real), later.RealUs(stored, out var unsure, out _));
        Assert.Null(unsure);
    }

    /// <summary>As where the daemon is killed, or the disk fails, between the clock's file and that of the eras.</summary>
    [Fact]
    public void RealUs_ClockRecordIsRightAndItsErasIsNot_IsTheRealTime()
    {
        long stored;
        DateTimeOffset real;
        using (var clock = Boot("a"))
        using (var eras = Eras(clock))
        {
            stored = Stored(eras);
            string file = Path.Combine(_state.FullName, "clock-eras");
            byte[] assumed = File.ReadAllBytes(file);
            SetClock(Now);
            real = _time.GetUtcNow() - _time.GetElapsedTime(0) + TimeSpan.FromMicroseconds(MonotonicUs(eras, stored));
            File.WriteAllBytes(file, assumed);
        }
        using (var again = Boot("a"))
        using (var mended = Eras(again))
        {
            Assert.True(again.IsRight);
            Assert.Equal(UnixTime.Us(real), mended.RealUs(stored, out var unsure, out _));
            Assert.Null(unsure);
            Assert.Equal(_time.GetUtcNow(), mended.Now);
        }
        using var next = Boot("b");
        using var later = Eras(next);
        Assert.Equal(UnixTime.Us(real), later.RealUs(stored, out var unsureLater, out _));
        Assert.Null(unsureLater);
    }

    [Fact]
    public void Now_ClockJumpsAYearBeforeItIsRight_GoesOnSteadily()
    {
        using var clock = Boot("a");
        using var eras = Eras(clock);
        var before = eras.Now;
        _time.Step += TimeSpan.FromDays(365);
        _time.Advance(TimeSpan.FromSeconds(1));
        _time.Step -= TimeSpan.FromDays(2 * 365);
        Assert.Equal(TimeSpan.FromSeconds(1), eras.Now - before);
    }

    [Fact]
    public void Now_AnotherBootWithoutAClock_HasTimesOfItsOwn()
    {
        long first, second;
        using (var clock = Boot("a"))
        using (var eras = Eras(clock)) first = Stored(eras);
        using var next = Boot("b");
        using var later = Eras(next);
        second = Stored(later);
        later.RealUs(first, out var unsureFirst, out _);
        later.RealUs(second, out var unsureSecond, out _);
        Assert.Equal(("a", "b"), (unsureFirst!.BootId, unsureSecond!.BootId));
    }

    [Fact]
    public void RealUs_OfOrdinaryTimes_IsTheTimeItself()
    {
        using var clock = Boot("a");
        using var eras = Eras(clock);
        foreach (var time in new[] { Now, WithoutBattery, new DateTimeOffset(1969, 7, 20, 20, 17, 0, TimeSpan.Zero), DateTimeOffset.MaxValue })
            Assert.Equal(UnixTime.Us(time), eras.RealUs(UnixTime.Us(time), out _, out _));
    }

    [Fact]
    public void Write_TimeThatIsNotSure_CarriesBootAndMonotonicClock()
    {
        using var clock = Boot("a");
        using var eras = Eras(clock);
        long stored = Stored(eras);
        Assert.Equal("a", Event(eras, stored).GetProperty("bootid").GetString());
        SetClock(Now);
        Assert.False(Event(eras, stored).TryGetProperty("bootid", out _));
        Assert.StartsWith("2027-", Event(eras, stored).GetProperty("time").GetString());
    }

    public void Dispose() => _state.Dispose();

    private static JsonElement Event(ClockEras eras, long timeUs)
    {
        byte[] packed = new byte[PackedRecords.SizeOf("p"u8, ""u8, "{}"u8)];
        PackedRecords.Write(packed, new RecordHeader(RecordType.Reading, 1, timeUs), "p"u8, ""u8, "{}"u8);
        PackedRecords.TryRead(packed, out var record, out _);
        var output = new ArrayBufferWriter<byte>();
        using var events = new CloudEventWriter("box", eras);
        events.Write(record, output);
        return JsonDocument.Parse(output.WrittenMemory).RootElement;
    }

    private ClockState Boot(string id)
    {
        var clock = new ClockState(new ClockOptions(Path.Combine(_state.FullName, "clock"), id, Built, () => _synchronized), _board, _time, NullLogger.Instance);
        _synchronized = false;
        clock.Start();
        return clock;
    }

    private ClockEras Eras(ClockState clock) => new(Path.Combine(_state.FullName, "clock-eras"), clock, _time, NullLogger.Instance);

    private void SetClock(DateTimeOffset to)
    {
        _synchronized = true;
        _time.Step += to - _time.GetUtcNow();
        _time.Advance(TimeSpan.FromSeconds(30));
    }

    private static long Stored(ClockEras eras) => UnixTime.Us(eras.Now);

    private static long MonotonicUs(ClockEras eras, long stored)
    {
        eras.RealUs(stored, out _, out long monotonicUs);
        return monotonicUs;
    }
}
