using System.Buffers.Binary;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Linux.I2c;

namespace EdgeAppliance.Drivers.Sensors.Sht3x;

/// <summary>Sensirion's SHT30, SHT31 and SHT35: temperature and humidity, each with a checksum (Datasheet SHT3x-DIS, section 4). One
/// measurement a reading, without holding the clock.</summary>
internal sealed class Sht3x : Sensor
{
    public const string Type = "sht3x";

    private const ushort ResetNow = 0x30A2, HeaterOn = 0x306D, HeaterOff = 0x3066, ReadStatus = 0xF32D;
    private const double ResetMs = 1.5; // table 4

    // Table 9, and how long each takes at most: table 4.
    private static readonly ushort[] s_measure = [0x2400, 0x240B, 0x2416];
    private static readonly double[] s_measuringMs = [15.5, 6.5, 4.5];

    private readonly I2cRegisters _wire;
    private readonly int _repeatability;
    private readonly bool _heats;
    private readonly double[] _row = new double[2];

    /// <param name="repeatability">0 high, 1 medium, 2 low.</param>
    public Sht3x(I2cRegisters wire, int repeatability, bool heats)
    {
        _wire = wire;
        _repeatability = repeatability;
        _heats = heats;
    }

    public override ChannelSet Channels { get; } = new("temperature_celsius", "humidity_percent");

    /// <summary>Binds <c>bus</c>, <c>address</c>, <c>repeatability</c> and <c>heater</c>.</summary>
    public static DriverFactory Bind(StepConfiguration settings)
    {
        var place = SensorBinder.I2c(settings, 0x44, 0x45);
        int repeatability = SensorBinder.Choice(settings, "repeatability", "high", "high", "medium", "low");
        bool heats = SensorBinder.Choice(settings, "heater", "off", "off", "on") == 1;
        return SensorBinder.Source(settings, Type, TimeSpan.FromSeconds(1), () => new Sht3x(new I2cRegisters(BoardI2c.Open(place), place), repeatability, heats));
    }

    public override void Begin(Pause pause)
    {
        Command(ResetNow);
        pause.For(ResetMs);
        Command(_heats ? HeaterOn : HeaterOff);
        Span<byte> status = stackalloc byte[3];
        Command(ReadStatus);
        _wire.Read(status);
        Checked(status);
    }

    public override void Read(SensorRows rows)
    {
        Command(s_measure[_repeatability]);
        rows.Pause.For(s_measuringMs[_repeatability]);
        Span<byte> data = stackalloc byte[6];
        _wire.Read(data);
        // Section 4.13.
        _row[0] = -45 + 175.0 * Checked(data[..3]) / 65535;
        _row[1] = 100.0 * Checked(data[3..]) / 65535;
        rows.Add(_row);
    }

    public override void Dispose() => _wire.Dispose();

    private void Command(ushort command) => _wire.Write([(byte)(command >> 8), (byte)command]);

    private ushort Checked(ReadOnlySpan<byte> word)
    {
        if (Crc8.Sensirion(word[..2]) != word[2]) throw _wire.BadChecksum();
        return BinaryPrimitives.ReadUInt16BigEndian(word);
    }
}
