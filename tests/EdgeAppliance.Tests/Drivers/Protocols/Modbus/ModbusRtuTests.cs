using System.Text.Json;
using EdgeAppliance.Core.Commands;
using EdgeAppliance.Core.Health;
using EdgeAppliance.Drivers;
using EdgeAppliance.Drivers.Protocols.Modbus;
using EdgeAppliance.Drivers.Protocols.Serial;

namespace EdgeAppliance.Tests.Drivers.Protocols.Modbus;

/// <summary>The source on a serial line, against pymodbus behind a pair of terminals.</summary>
public sealed class ModbusRtuTests
{
    private readonly HeldSink _sink = new();

    [PymodbusFact]
    public async Task Source_TwoUnitsOnALine_AreReadAndWritten()
    {
        await using var peer = await PymodbusPeer.Rtu();
        var channels = new ModbusChannel[]
        {
            new("f", ModbusTable.Holding, 14) { Format = new ModbusFormat(ModbusType.Float32) },
            new("input", ModbusTable.Input, 20),
        };
        var coil = new ModbusChannel("coil", ModbusTable.Coil, 3) { IsWritable = true };
        await using var source = Source(peer, new("one", 1, TimeSpan.FromMilliseconds(50), channels), new("seven", 7, TimeSpan.FromMilliseconds(50), [coil]));
        source.Start();
        Assert.True(SpinWait.SpinUntil(() => _sink.Rows.Select(row => row.Device).Distinct().Count() == 2, HeldSink.Patience), string.Join(';', source.Status.Conditions));
        Assert.Equal([21.5, 1020], _sink.Rows.First(row => row.Device == "one").Values.Values);
        Assert.Equal(0, _sink.Rows.First(row => row.Device == "seven").Values["coil"]);
        Assert.Equal(CommandOutcome.Done, source.Execute("seven.coil", JsonDocument.Parse("true").RootElement));
        Assert.True(SpinWait.SpinUntil(() => _sink.Rows.Any(row => row.Values.GetValueOrDefault("coil") == 1), HeldSink.Patience));
    }

    [PymodbusFact]
    public async Task Source_UnitThatIsNotThere_IsNamedAndTheOtherGoesOn()
    {
        await using var peer = await PymodbusPeer.Rtu();
        ModbusChannel[] channels = [new("x", ModbusTable.Input, 0)];
        await using var source = Source(peer, new("one", 1, TimeSpan.FromMilliseconds(50), channels), new("nobody", 99, TimeSpan.FromMilliseconds(50), channels));
        source.Start();
        Assert.True(SpinWait.SpinUntil(() => source.Status.Conditions.Any(condition => condition.Severity == HealthSeverity.Error), HeldSink.Patience));
        int before = _sink.Rows.Length;
        Assert.True(SpinWait.SpinUntil(() => _sink.Rows.Length > before + 2, HeldSink.Patience));
        Assert.All(_sink.Rows, row => Assert.Equal("one", row.Device));
        Assert.Contains(source.Status.Conditions, condition => (condition.Code, condition.Subject) == ("modbus.no-answer", "sources.line.units.nobody"));
    }

    // A terminal pair has a path of its own, which the configuration would not take for a port's.
    private ModbusSource Source(PymodbusPeer peer, params ModbusUnitOptions[] units) => new(
        new ModbusOptions("modbus-rtu", SerialPort.Opener(peer.Place, new SerialSettings(19200, 8, SerialParity.None, 1)), units) { IsRtu = true, Timeout = TimeSpan.FromMilliseconds(300) },
        new DriverContext("line", _sink.Take, TimeProvider.System));
}
