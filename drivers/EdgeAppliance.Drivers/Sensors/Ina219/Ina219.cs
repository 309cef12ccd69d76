using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Linux.I2c;

namespace EdgeAppliance.Drivers.Sensors.Ina219;

/// <summary>TI's INA219: voltage and, over a shunt, current (SBOS448, section 8.6 for the registers). Current and power are computed here
/// from what was measured, with all its digits; the chip's own calibration is not needed for that.</summary>
internal sealed class Ina219 : Sensor
{
    public const string Type = "ina219";

    private const byte Config = 0, Shunt = 1, Bus = 2;
    private const ushort ResetNow = 1 << 15, Continuous = 7, Averaging = 8;
    private const double ShuntVolts = 10e-6, BusVolts = 4e-3; // a step of each
    private const double SampleMs = 0.586; // the longest of 12 bits (section 7.5)

    private readonly I2cRegisters _registers;
    private readonly Ina219Options _options;
    private readonly double[] _row = new double[4];

    public Ina219(I2cRegisters registers, Ina219Options options)
    {
        _registers = registers;
        _options = options;
    }

    public override ChannelSet Channels { get; } = new("bus_volts", "shunt_volts", "current_amperes", "power_watts");

    public static DriverFactory Bind(StepConfiguration settings)
    {
        var place = SensorBinder.I2c(settings, 0x40, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49, 0x4A, 0x4B, 0x4C, 0x4D, 0x4E, 0x4F);
        var options = Ina219Options.Bind(settings);
        return SensorBinder.Source(settings, Type, TimeSpan.FromSeconds(1), () => new Ina219(new I2cRegisters(BoardI2c.Open(place), place), options));
    }

    public override void Begin(Pause pause)
    {
        _registers.Write16(Config, ResetNow);
        int adc = Averaging | _options.AveragesCode;
        ushort config = (ushort)(_options.BusRangeCode << 13 | _options.ShuntRangeCode << 11 | adc << 7 | adc << 3 | Continuous);
        _registers.Write16(Config, config);
        ushort kept = _registers.Read16(Config);
        if (kept != config) throw _registers.WrongChip("INA219", $"0x{config:x4} in its configuration", $"0x{kept:x4}");
        pause.For(SampleMs * 2 * (1 << _options.AveragesCode));
    }

    public override void Read(SensorRows rows)
    {
        double shunt = _registers.ReadSigned16(Shunt) * ShuntVolts;
        double bus = (_registers.Read16(Bus) >> 3) * BusVolts;
        _row[0] = bus;
        _row[1] = shunt;
        _row[2] = shunt / _options.ShuntOhms;
        _row[3] = bus * _row[2];
        rows.Add(_row);
    }

    public override void Dispose() => _registers.Dispose();
}
