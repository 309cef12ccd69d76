using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Linux.I2c;

namespace EdgeAppliance.Drivers.Sensors.Mcp9808;

/// <summary>Microchip's MCP9808: temperature (DS25095, section 5.1 for the registers). It measures all the time.</summary>
internal sealed class Mcp9808 : Sensor
{
    public const string Type = "mcp9808";

    private const byte Config = 1, Ambient = 5, Manufacturer = 6, Device = 7, Resolution = 8;
    private const ushort Microchip = 0x0054;
    private const byte DeviceId = 0x04;
    private const int SignBit = 1 << 12, ValueMask = 0x0FFF;

    // Section 2, conversion time by resolution.
    private static readonly double[] s_conversionMs = [30, 65, 130, 250];

    private readonly I2cRegisters _registers;
    private readonly int _resolution;
    private readonly double[] _row = new double[1];

    /// <param name="resolution">0 to 3: half a degree to a sixteenth (register 5-8).</param>
    public Mcp9808(I2cRegisters registers, int resolution)
    {
        _registers = registers;
        _resolution = resolution;
    }

    public override ChannelSet Channels { get; } = new("temperature_celsius");

    /// <summary>Binds <c>bus</c>, <c>address</c> and <c>resolution</c>.</summary>
    public static DriverFactory Bind(StepConfiguration settings)
    {
        var place = SensorBinder.I2c(settings, 0x18, 0x19, 0x1A, 0x1B, 0x1C, 0x1D, 0x1E, 0x1F);
        int resolution = SensorBinder.Choice(settings, "resolution", 0.0625, 0.5, 0.25, 0.125, 0.0625);
        return SensorBinder.Source(settings, Type, TimeSpan.FromSeconds(1), () => new Mcp9808(new I2cRegisters(BoardI2c.Open(place), place), resolution));
    }

    public override void Begin(Pause pause)
    {
        ushort manufacturer = _registers.Read16(Manufacturer), device = _registers.Read16(Device);
        if (manufacturer != Microchip || device >> 8 != DeviceId)
            throw _registers.WrongChip("MCP9808", "0x0054 0x04", $"0x{manufacturer:x4} 0x{device >> 8:x2}");
        _registers.Write16(Config, 0); // no shutdown, no alert
        _registers.Write8(Resolution, (byte)_resolution);
        pause.For(s_conversionMs[_resolution]);
    }

    public override void Read(SensorRows rows)
    {
        int raw = _registers.Read16(Ambient);
        // The upper three bits are alerts (section 5.1.3.1).
        _row[0] = ((raw & ValueMask) - ((raw & SignBit) != 0 ? 4096 : 0)) / 16.0;
        rows.Add(_row);
    }

    public override void Dispose() => _registers.Dispose();
}
