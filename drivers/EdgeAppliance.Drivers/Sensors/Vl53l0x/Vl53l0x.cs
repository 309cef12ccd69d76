using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Linux.I2c;

namespace EdgeAppliance.Drivers.Sensors.Vl53l0x;

/// <summary>ST's VL53L0X: distance by time of flight. ST publishes its registers in its own software alone; what is used here is what the
/// kernel's driver uses (drivers/iio/proximity/vl53l0x-i2c.c): one measurement with the settings that the chip starts with, 30 mm to 1.2 m.</summary>
internal sealed class Vl53l0x : Sensor
{
    public const string Type = "vl53l0x";

    private const byte Start = 0x00, InterruptClear = 0x0B, Result = 0x14, Reference = 0xC0;
    private const byte Complete = 1, Valid = 11;
    private const int ResultBytes = 12, NothingSeen = 8190;
    private const double MeasuringMs = 33; // data sheet DS11555, table 6
    private const int PollsMax = 20;

    private readonly I2cRegisters _registers;
    private readonly double[] _row = new double[1];

    public Vl53l0x(I2cRegisters registers) => _registers = registers;

    public override ChannelSet Channels { get; } = new("distance_m");

    public static DriverFactory Bind(StepConfiguration settings)
    {
        var place = SensorBinder.I2c(settings, 0x29);
        return SensorBinder.Source(settings, Type, TimeSpan.FromMilliseconds(200), () => new Vl53l0x(new I2cRegisters(BoardI2c.Open(place), place)));
    }

    public override void Begin(Pause pause)
    {
        // Reference registers after a reset (DS11555, table 4).
        Span<byte> reference = stackalloc byte[3];
        for (int i = 0; i < reference.Length; i++) reference[i] = _registers.Read8((byte)(Reference + i));
        if (!reference.SequenceEqual<byte>([0xEE, 0xAA, 0x10])) throw _registers.WrongChip("VL53L0X", "ee aa 10", $"{reference[0]:x2} {reference[1]:x2} {reference[2]:x2}");
    }

    public override void Read(SensorRows rows)
    {
        _registers.Write8(Start, 1);
        rows.Pause.For(MeasuringMs);
        for (int poll = 0; (_registers.Read8(Result) & Complete) == 0; poll++)
        {
            if (poll == PollsMax) throw _registers.NotReady("a measurement");
            rows.Pause.For(5);
        }
        Span<byte> result = stackalloc byte[ResultBytes];
        _registers.Read(Result, result);
        _registers.Write8(InterruptClear, 1);
        int millimetres = result[10] << 8 | result[11];
        // What the chip is not sure of is no reading: too far, too dark, or wrapped around.
        _row[0] = (result[0] >> 3 & 15) == Valid && millimetres < NothingSeen ? millimetres / 1000.0 : double.NaN;
        rows.Add(_row);
    }

    public override void Dispose() => _registers.Dispose();
}
