using System.Text.Json;
using EdgeAppliance.Core.Commands;
using EdgeAppliance.Core.Health;
using EdgeAppliance.Core.Time;
using EdgeAppliance.Drivers;
using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Linux.Gpio;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.Tests.Drivers.Linux.Gpio;

public sealed class GpioSourceTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly BootedTime _time = new();
    private readonly HeldSink _sink = new();
    private SimulatedLines _lines = new();
    private IReadOnlyList<GpioLine>? _taken;

    [Fact]
    public async Task Start_BothEdges_AreReadingsWithTheKernelsTimes()
    {
        await using var source = Source();
        source.Start();
        await _sink.NextAsync();
        _time.Advance(Second / 2);
        long nowNs = NowNs();
        _lines.Change(0, true, nowNs - 250_000_000);
        await _sink.NextAsync();
        _lines.Change(0, false, nowNs - 1_000);
        await _sink.NextAsync();
        long nowUs = NowUs();
        Assert.Equal([nowUs - 500_000, nowUs - 250_000, nowUs - 1], _sink.Times);
        Assert.Equal([0, 1, 0], _sink.Rows.Select(row => row.Values["door"]));
    }

    [Fact]
    public async Task Start_Beat_TellsAllLevels()
    {
        await using var source = Source();
        source.Start();
        await _sink.NextAsync();
        _lines.SetSilently(0, true);
        _time.Advance(Second);
        _lines.Wake();
        await _sink.NextAsync();
        Assert.Equal([0, 1], _sink.Rows.Select(row => row.Values["door"]));
        Assert.Equal(NowUs(), _sink.Times.Last());
    }

    [Fact]
    public async Task Start_CountedPulses_AreOneReadingABeat()
    {
        await using var source = Source();
        source.Start();
        await _sink.NextAsync();
        for (int i = 0; i < 100; i++) _lines.Change(1, i % 2 == 0, NowNs());
        _time.Advance(Second);
        _lines.Wake();
        await _sink.NextAsync();
        Assert.Equal([0, 100], _sink.Rows.Select(row => row.Values["flow_count"]));
    }

    [Fact]
    public async Task Start_KernelLostEdges_AreCounted()
    {
        await using var source = Source();
        source.Start();
        await _sink.NextAsync();
        _lines.Change(0, true, NowNs(), lost: 7);
        _lines.Change(1, true, NowNs(), lost: 2);
        await _sink.NextAsync();
        Assert.True(SpinWait.SpinUntil(() => source.Status.Skipped == 9, HeldSink.Patience));
        _time.Advance(Second);
        _lines.Wake();
        await _sink.NextAsync();
        // A pulse that was lost is a pulse all the same.
        Assert.Equal(3, _sink.Rows[^1].Values["flow_count"]);
    }

    [Theory]
    [InlineData("true", 1)]
    [InlineData("1", 1)]
    [InlineData("false", 0)]
    public async Task Execute_Output_IsSetAndTold(string value, int level)
    {
        await using var source = Source();
        source.Start();
        await _sink.NextAsync();
        Assert.Equal(CommandResult.Done, source.Execute("siren", Json(value)).Result);
        await _sink.NextAsync();
        Assert.Equal(((ulong)level << 2, 1UL << 2), _lines.Written[0]);
        Assert.Equal(level, _sink.Rows[^1].Values["siren"]);
    }

    [Theory]
    [InlineData("siren", "\"on\"", CommandResult.BadValue)]
    [InlineData("siren", "2", CommandResult.BadValue)]
    [InlineData("door", "1", CommandResult.NoSuchCommand)]
    public async Task Execute_BadCommand_ChangesNothing(string command, string value, CommandResult expected)
    {
        await using var source = Source();
        source.Start();
        await _sink.NextAsync();
        Assert.Equal(expected, source.Execute(command, Json(value)).Result);
        Assert.Empty(_lines.Written);
    }

    [Fact]
    public async Task Dispose_Outputs_AreMadeSafeBeforeTheyAreLetGo()
    {
        var source = Source(isSafeOn: true);
        source.Start();
        await _sink.NextAsync();
        source.Execute("siren", Json("false"));
        await source.DisposeAsync();
        Assert.Equal((1UL << 2, 1UL << 2), _lines.Written[^1]);
        Assert.True(_lines.IsDisposed);
        Assert.Equal(CommandResult.Failed, source.Execute("siren", Json("true")).Result);
    }

    [Fact]
    public async Task Start_ChipGoesAway_SaysSoAndComesBack()
    {
        await using var source = Source();
        source.Start();
        await _sink.NextAsync();
        var gone = _lines;
        gone.IsGone = true;
        _time.Advance(Second);
        _lines = new SimulatedLines();
        gone.Wake();
        Assert.True(SpinWait.SpinUntil(() => source.Status.Conditions.Any(condition => condition.Code == "sensor.unplugged"), HeldSink.Patience));
        Assert.True(SpinWait.SpinUntil(() => gone.IsDisposed, HeldSink.Patience));
        for (int i = 0; i < 50 && _sink.Batches == 1; i++)
        {
            _time.Advance(Second);
            await Task.Yield();
        }
        Assert.True(SpinWait.SpinUntil(() => source.Status.Conditions.All(condition => condition.Severity != HealthSeverity.Error), HeldSink.Patience));
    }

    [Fact]
    public void Take_Edges_AllocateNothing()
    {
        var rows = new GpioRows(Options(false));
        var batch = EdgeAppliance.Core.Readings.ReadingBatch.Rent("s", "s", new EdgeAppliance.Core.Readings.ChannelSet("a", "b", "c", "d"), 64);
        uint sequence = 0;
        Assert.Equal(0, SteadyState.AllocatedBy(100, () =>
        {
            batch.Clear();
            if (rows.Take(new GpioEdge(1, 0, true, ++sequence))) rows.Add(batch, 1);
        }));
        batch.Release();
    }

    private static JsonElement Json(string value) => JsonDocument.Parse(value).RootElement;

    private static GpioOptions Options(bool isSafeOn) => new("",
        [new GpioInput("door", new GpioLine("GPIO17") { Edges = GpioEdges.Both }, false), new GpioInput("flow", new GpioLine("GPIO18") { Edges = GpioEdges.Both }, true)],
        [new GpioOutput("siren", new GpioLine("GPIO27") { IsOutput = true }, isSafeOn)], Second);

    private long NowNs() => _time.GetTimestamp() * (1_000_000_000 / _time.TimestampFrequency);

    private long NowUs() => _time.NowUs();

    [Theory]
    [InlineData(null, false)]
    [InlineData("true", true)]
    [InlineData("false", false)]
    [InlineData("\"loud\"", false)]
    public async Task Start_DesiredState_CountsForMoreThanTheInitialLevel(string? desired, bool isOn)
    {
        await using var source = Source(desired: name => name == "siren" && desired is not null ? Json(desired) : null);
        source.Start();
        await _sink.NextAsync();
        Assert.Equal(isOn, _taken!.Single(line => line.IsOutput).IsInitiallyOn);
    }

    private GpioSource Source(bool isSafeOn = false, Func<string, JsonElement?>? desired = null) => new(Options(isSafeOn), new DriverContext("s", _sink.Take, _time) { Desired = desired ?? (_ => null) }, (_, lines) =>
    {
        _taken = lines;
        Assert.Equal(["GPIO17", "GPIO18", "GPIO27"], lines.Select(line => line.Line));
        return _lines;
    });

    /// <summary>Its monotonic clock counts from a boot an hour ago, as the kernel's does.</summary>
    private sealed class BootedTime() : FakeTimeProvider(s_start)
    {
        private static readonly DateTimeOffset s_start = new(2026, 3, 9, 10, 0, 0, TimeSpan.Zero);

        public override long GetTimestamp() => base.GetTimestamp() - (s_start - TimeSpan.FromHours(1)).Ticks;
    }
}
