using System.Text.Json;
using EdgeAppliance.Core.Commands;
using EdgeAppliance.Core.Health;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Drivers;
using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Protocols;
using EdgeAppliance.Drivers.Protocols.Can;

namespace EdgeAppliance.Tests.Drivers.Protocols.Can;

public sealed class CanSourceTests
{
    private const long Then = 1_780_000_000_000_000;

    private static readonly CanMessage s_engine = new("engine", new CanFilter(0x100, 0x7FF, false),
        [new CanSignal("rpm", new BitField(0, 16, true, BitKind.Unsigned)) { Scale = 0.25 }, new CanSignal("oil_celsius", new BitField(23, 8, false, BitKind.Unsigned)) { Offset = -40 }]);

    private static readonly CanMessage s_fuel = new("fuel", new CanFilter(0x18FEF200, 0x1FFFFF00, true),
        [new CanSignal("page", new BitField(0, 8, true, BitKind.Unsigned)), new CanSignal("rate", new BitField(8, 8, true, BitKind.Unsigned)) { When = 1 }, new CanSignal("level", new BitField(8, 16, true, BitKind.Unsigned)) { When = 2 }]) { Selector = 0 };

    private static readonly CanMessage s_lamp = new("lamp", new CanFilter(0x200, 0x7FF, false),
        [new CanSignal("on", new BitField(0, 1, true, BitKind.Unsigned)), new CanSignal("percent", new BitField(15, 8, false, BitKind.Unsigned)) { Scale = 0.5, Min = 0, Max = 100 }]) { IsSent = true, Bytes = 2 };

    private readonly HeldSink _sink = new();
    private SimulatedCan _port = new();

    [Fact]
    public async Task Source_Frames_AreReadingsOfTheirMessageWithTheKernelsTimes()
    {
        await using var source = Start();
        _port.Come(SimulatedCan.Frame(0x100, "401F5A", Then), SimulatedCan.Frame(0x18FEF217, "0164FF", Then + 5, true), SimulatedCan.Frame(0x18FEF217, "02E803", Then + 6, true),
            SimulatedCan.Frame(0x101, "00", Then), SimulatedCan.Frame(0x100, "041F00", Then + 7));
        Assert.True(SpinWait.SpinUntil(() => _sink.Rows.Length == 4, HeldSink.Patience));
        var engine = _sink.Rows.Where(row => row.Device == "engine").ToArray();
        Assert.Equal([Then, Then + 7], engine.Select(row => row.TimeUs));
        Assert.Equal([2000, 50], engine[0].Values.Values);
        var fuel = _sink.Rows.Where(row => row.Device == "fuel").ToArray();
        Assert.Equal([1, 100, double.NaN], fuel[0].Values.Values);
        Assert.Equal([2, double.NaN, 1000], fuel[1].Values.Values);
        Assert.Empty(source.Status.Conditions);
        _port.Stop();
    }

    [Fact]
    public async Task Source_ShortFrame_IsRefused()
    {
        await using var source = Start();
        _port.Come(SimulatedCan.Frame(0x100, "401F", Then), SimulatedCan.Frame(0x18FEF2AA, "02E8", Then, true));
        Assert.True(SpinWait.SpinUntil(() => source.Status.Refused == 1 && _sink.Rows.Length == 1, HeldSink.Patience));
        // What is not in the frame is missing where a selector chose it.
        Assert.Equal([2, double.NaN, double.NaN], _sink.Rows[0].Values.Values);
        _port.Stop();
    }

    [Fact]
    public async Task Source_AtMostEvery_PassesOverWhatFollowsSooner()
    {
        await using var source = Start(s_engine with { AtMostEvery = TimeSpan.FromMilliseconds(10) });
        for (int i = 0; i < 100; i++) _port.Come(SimulatedCan.Frame(0x100, "401F5A", Then + i * 1000));
        _port.Come(SimulatedCan.Frame(0x100, "401F5A", Then + 1_000_000));
        Assert.True(SpinWait.SpinUntil(() => _sink.Rows.Length > 0 && _sink.Rows[^1].TimeUs == Then + 1_000_000, HeldSink.Patience));
        Assert.Equal(Enumerable.Range(0, 10).Select(i => Then + i * 10_000).Append(Then + 1_000_000), _sink.Times);
        // A clock that was set back does not silence the message.
        _port.Come(SimulatedCan.Frame(0x100, "401F5A", Then - 60_000_000));
        Assert.True(SpinWait.SpinUntil(() => _sink.Rows.Length == 12, HeldSink.Patience));
        _port.Stop();
    }

    [Fact]
    public async Task Source_ErrorFrames_AreConditionsUntilTheBusIsBack()
    {
        await using var source = Start();
        _port.Come(SimulatedCan.Error(CanUapi.ErrorController, CanUapi.PassiveBits));
        Assert.True(Shows(source, "can.passive", HealthSeverity.Warning));
        _port.Come(SimulatedCan.Error(CanUapi.ErrorBusOff));
        Assert.True(Shows(source, "can.bus-off", HealthSeverity.Error));
        _port.Come(SimulatedCan.Error(CanUapi.ErrorRestarted));
        Assert.True(Shows(source, "can.errors", HealthSeverity.Warning));
        _port.Come(SimulatedCan.Error(CanUapi.ErrorBusOff | CanUapi.ErrorNoAcknowledge));
        Assert.True(Shows(source, "can.bus-off", HealthSeverity.Error));
        Assert.Contains("1 of them for want of an acknowledge", source.Status.Conditions[0].Text);
        _port.Come(SimulatedCan.Frame(0x100, "401F5A", Then));
        Assert.True(Shows(source, "can.errors", HealthSeverity.Warning));
        _port.Stop();
    }

    [Fact]
    public async Task Source_InterfaceGoesDown_SaysSoAndComesBack()
    {
        await using var source = Start();
        var first = _port;
        first.Lose(3);
        first.Come(SimulatedCan.Frame(0x100, "401F5A", Then));
        // The source has opened the first one by now.
        await _sink.NextAsync();
        _port = new SimulatedCan();
        Assert.True(SpinWait.SpinUntil(() => source.Status.Skipped == 3, HeldSink.Patience));
        first.Fault = new BusException(BusFault.Unplugged, "CAN interface can0: the interface is down.");
        first.Come();
        Assert.True(Shows(source, "can.unplugged", HealthSeverity.Error) || Shows(source, "can.unplugged", HealthSeverity.Warning));
        Assert.True(first.IsDisposed);
        _port.Come(SimulatedCan.Frame(0x100, "401F5A", Then));
        await _sink.NextAsync();
        Assert.DoesNotContain(source.Status.Conditions, condition => condition.Severity == HealthSeverity.Error);
        _port.Stop();
    }

    [Theory]
    [InlineData("{\"on\": true, \"percent\": 50}", CommandResult.Done, "0164")]
    [InlineData("{\"on\": 1}", CommandResult.Done, "0100")]
    [InlineData("{\"on\": 2}", CommandResult.BadValue, "")]
    [InlineData("{\"percent\": 101}", CommandResult.BadValue, "")]
    [InlineData("{\"percent\": \"1\"}", CommandResult.BadValue, "")]
    [InlineData("{\"horn\": 1}", CommandResult.BadValue, "")]
    [InlineData("1", CommandResult.BadValue, "")]
    public async Task Execute_Message_IsSentWithinItsLimits(string value, CommandResult expected, string data)
    {
        await using var source = Start();
        _port.Come(SimulatedCan.Frame(0x100, "401F5A", Then));
        await _sink.NextAsync();
        Assert.Equal(expected, source.Execute("lamp", JsonDocument.Parse(value).RootElement).Result);
        Assert.Equal(data.Length > 0 ? [data] : [], _port.Written.Select(frame => Convert.ToHexString(frame.Data)));
        Assert.Equal(CommandResult.NoSuchCommand, source.Execute("engine", default).Result);
        _port.Stop();
    }

    [Fact]
    public void Stream_InSteadyState_AllocatesNothing()
    {
        var context = new DriverContext("s", batch => { batch.Release(); return Task.CompletedTask; }, TimeProvider.System);
        using var stream = new CanStream(s_engine, context, new SourceMeter("s", "can", TimeProvider.System), 8);
        var frame = SimulatedCan.Frame(0x100, "401F5A", Then);
        Assert.Equal(0, SteadyState.AllocatedBy(200, () =>
        {
            stream.Take(ref frame);
            stream.HandOn();
        }));
    }

    /// <summary>The kernel's own sockets, as far as this kernel has them: the guest of hardware-test has a bus.</summary>
    [Fact]
    public void SocketCan_NoSuchInterface_SaysSo()
    {
        var fault = Assert.Throws<BusException>(() => SocketCan.Open(new CanOptions("nocan9", false, []), [s_engine.Filter], CancellationToken.None));
        Assert.Contains(fault.Fault, new[] { BusFault.Unplugged, BusFault.Unsupported });
    }

    private static bool Shows(CanSource source, string code, HealthSeverity severity) =>
        SpinWait.SpinUntil(() => source.Status.Conditions.Any(condition => (condition.Code, condition.Severity) == (code, severity)), TimeSpan.FromSeconds(10));

    private CanSource Start(CanMessage? engine = null)
    {
        var source = new CanSource(new CanOptions("can0", false, [engine ?? s_engine, s_fuel, s_lamp]), new DriverContext("bus", _sink.Take, TimeProvider.System), (_, _, _) => _port);
        source.Start();
        return source;
    }
}
