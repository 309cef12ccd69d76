using System.Text.Json;
using EdgeAppliance.Core.Commands;
using EdgeAppliance.Core.Health;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Time;
using EdgeAppliance.Drivers;
using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Sensors;
using EdgeAppliance.Tests.Drivers.Buses;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.Tests.Drivers.Sensors;

public sealed class SensorSourceTests
{
    private const byte Identity = 0, Control = 1, Data = 2, ChipId = 0x5A;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 9, 10, 0, 0, TimeSpan.Zero));
    private readonly HeldSink _sink = new();
    private readonly ByteRegisters _chip = new();

    public SensorSourceTests()
    {
        _chip.Set(Identity, ChipId);
        _chip.Set(Data, 0x01, 0x94);
        _chip.PowerOn();
    }

    [Fact]
    public async Task Start_EverySecond_ReadsAtOnceAndOnTheBeat()
    {
        await using var source = Source();
        source.Start();
        await _sink.NextAsync();
        await Beats(2);
        long start = _time.NowUs();
        Assert.Equal([25.25, 25.25, 25.25], _sink.Rows.Select(row => row.Values["temperature_celsius"]));
        Assert.Equal(start, _sink.Times.Last());
        Assert.Equal((SourceState.Running, "thermometer"), (source.Status.State, source.Status.Type));
    }

    [Theory]
    [InlineData(SimulatedI2cChip.NoAnswer, BusFault.NoAnswer, "sensor.no-answer")]
    [InlineData(SimulatedI2cChip.TimedOut, BusFault.Stuck, "sensor.stuck")]
    [InlineData(SimulatedI2cChip.ArbitrationLost, BusFault.Busy, "sensor.busy")]
    [InlineData(SimulatedI2cChip.Gone, BusFault.Unplugged, "sensor.unplugged")]
    internal async Task Read_OneFault_IsTriedAgainCountedAndNamed(int error, BusFault fault, string code)
    {
        await using var source = Source();
        source.Start();
        await _sink.NextAsync();
        _chip.Fail(error);
        await Beats(1);
        Assert.Equal((2, 0, 1), (source.Status.Readings, source.Status.Refused, source.Faults.Count(fault)));
        var condition = Assert.Single(source.Status.Conditions);
        Assert.Equal((code, HealthSeverity.Warning), (condition.Code, condition.Severity));
        Assert.EndsWith("1.", condition.Text);
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.True(SpinWait.SpinUntil(() => !source.Status.Conditions.Any(c => c.Code == code), HeldSink.Patience));
    }

    [Fact]
    public async Task Read_FaultsThatLast_GiveUpTheReadingAndSetTheChipUpAnew()
    {
        await using var source = Source();
        source.Start();
        await _sink.NextAsync();
        int setUps = _chip.Log.Count;
        _chip.Fail(SimulatedI2cChip.TimedOut, SimulatedI2cChip.TimedOut, SimulatedI2cChip.TimedOut);
        _time.Advance(Second);
        Assert.True(SpinWait.SpinUntil(() => source.Status.Refused == 1, HeldSink.Patience));
        Assert.Equal("sensor.stuck", Assert.Single(source.Status.Conditions).Code);
        await Beats(1);
        Assert.Equal(setUps * 2, _chip.Log.Count);
        Assert.DoesNotContain(source.Status.Conditions, condition => condition.Severity == HealthSeverity.Error);
    }

    [Fact]
    public async Task Start_AnotherChip_SaysWhich()
    {
        _chip.Map[Identity] = 0x12;
        await using var source = Source();
        source.Start();
        Assert.True(SpinWait.SpinUntil(() => source.Faults.Count(BusFault.WrongChip) == 1, HeldSink.Patience));
        Assert.Contains("is no thermometer: its identity is 0x12, not 0x5a", Assert.Single(source.Status.Conditions).Text);
    }

    [Fact]
    public async Task Execute_Command_ReachesTheSensorWhileItIsOpen()
    {
        await using var source = Source();
        Assert.Equal(CommandResult.Failed, source.Execute("calibrate", default).Result);
        source.Start();
        await _sink.NextAsync();
        Assert.Equal(CommandResult.Done, source.Execute("calibrate", default).Result);
        Assert.Equal(0x77, _chip.Map[Control]);
        Assert.Equal(CommandResult.NoSuchCommand, source.Execute("explode", default).Result);
        _chip.Fail(SimulatedI2cChip.NoAnswer);
        Assert.Equal(CommandResult.Failed, source.Execute("calibrate", default).Result);
        Assert.Equal(1, source.Faults.Count(BusFault.NoAnswer));
    }

    private async Task Beats(int beats)
    {
        for (int i = 0; i < beats; i++)
        {
            _time.Advance(Second);
            await _sink.NextAsync();
        }
    }

    private SensorSource Source() => new(new SensorOptions("thermometer", Second, 2) { Commands = ["calibrate"] }, new DriverContext("s", _sink.Take, _time),
        () => new Thermometer(new I2cRegisters(_chip, SimulatedChips.Place)));

    /// <summary>A chip that needs no time.</summary>
    private sealed class Thermometer(I2cRegisters registers) : Sensor
    {
        public override ChannelSet Channels { get; } = new("temperature_celsius");

        public override void Begin(Pause pause)
        {
            registers.Expect(Identity, ChipId, "thermometer");
            registers.Write8(Control, 1);
        }

        public override CommandOutcome Execute(string command, JsonElement value)
        {
            registers.Write8(Control, 0x77);
            return CommandOutcome.Done;
        }

        public override void Read(SensorRows rows) => rows.Add([registers.ReadSigned16(Data) / 16.0]);
    }
}
