using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Linux.I2c;

namespace EdgeAppliance.Drivers.Sensors.Ina226;

/// <summary>TI's INA226: voltage up to 36 V and, over a shunt, current (SBOS547, section 7.6 for the registers). Current and power are
/// computed here from what was measured.</summary>
internal sealed class Ina226 : Sensor
{
    public const string Type = "ina226";

    private const byte Config = 0, Shunt = 1, Bus = 2, Manufacturer = 0xFE, Die = 0xFF;
    private const ushort ResetNow = 1 << 15, AlwaysSet = 1 << 14, Continuous = 7, TexasInstruments = 0x5449, DieId = 0x2260;
    private const double ShuntVolts = 2.5e-6, BusVolts = 1.25e-3; // a step of each

    private readonly I2cRegisters _registers;
    private readonly Ina226Options _options;
    private readonly double[] _row = new double[4];

    public Ina226(I2cRegisters registers, Ina226Options options)
    {
        _registers = registers;
        _options = options;
    }

    public override ChannelSet Channels { get; } = new("bus_volts", "shunt_volts", "current_amperes", "power_watts");

    public static DriverFactory Bind(StepConfiguration settings)
    {
        var place = SensorBinder.I2c(settings, 0x40, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49, 0x4A, 0x4B, 0x4C, 0x4D, 0x4E, 0x4F);
        var options = Ina226Options.Bind(settings);
        return SensorBinder.Source(settings, Type, TimeSpan.FromSeconds(1), () => new Ina226(new I2cRegisters(BoardI2c.Open(place), place), options));
    }

    public override void Begin(Pause pause)
    {
        ushort manufacturer = _registers.Read16(Manufacturer), die = _registers.Read16(Die);
        if (manufacturer != TexasInstruments || (die & 0xFFF0) != DieId) throw _registers.WrongChip("INA226", "0x5449 0x2260", $"0x{manufacturer:x4} 0x{die:x4}");
        _registers.Write16(Config, ResetNow);
        _registers.Write16(Config, (ushort)(AlwaysSet | _options.AveragesCode << 9 | _options.ConversionCode << 6 | _options.ConversionCode << 3 | Continuous));
        pause.For(_options.RoundMs);
    }

    public override void Read(SensorRows rows)
    {
        double shunt = _registers.ReadSigned16(Shunt) * ShuntVolts;
        double bus = _registers.Read16(Bus) * BusVolts;
        _row[0] = bus;
        _row[1] = shunt;
        _row[2] = shunt / _options.ShuntOhms;
        _row[3] = bus * _row[2];
        rows.Add(_row);
    }

    public override void Dispose() => _registers.Dispose();
}
