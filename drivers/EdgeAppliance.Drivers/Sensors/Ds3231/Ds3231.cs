using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Linux.I2c;

namespace EdgeAppliance.Drivers.Sensors.Ds3231;

/// <summary>Maxim's DS3231, a clock that a battery keeps going (data sheet 19-5170, figure 1): how far it is from the machine's time, whether it
/// stood still, and its temperature. Where the kernel's rtc-ds1307 has the chip, that keeps the time, and hwmon has the temperature.</summary>
internal sealed class Ds3231 : Sensor
{
    public const string Type = "ds3231";

    private const byte Time = 0x00, Status = 0x0F, Temperature = 0x11;
    private const byte Stopped = 1 << 7, Century = 1 << 7, TwelveHours = 1 << 6, Afternoon = 1 << 5;

    private readonly I2cRegisters _registers;
    private readonly double[] _row = new double[3];

    public Ds3231(I2cRegisters registers) => _registers = registers;

    public override ChannelSet Channels { get; } = new("temperature_celsius", "clock_ahead_seconds", "clock_stopped");

    public static DriverFactory Bind(StepConfiguration settings)
    {
        var place = SensorBinder.I2c(settings, 0x68);
        return SensorBinder.Source(settings, Type, TimeSpan.FromMinutes(1), () => new Ds3231(new I2cRegisters(BoardI2c.Open(place), place)));
    }

    public override void Begin(Pause pause) => _registers.Read8(Status);

    public override void Read(SensorRows rows)
    {
        Span<byte> time = stackalloc byte[7];
        _registers.Read(Time, time);
        _row[1] = SecondsOf(time) - rows.NowUs / 1e6;
        _row[2] = (_registers.Read8(Status) & Stopped) != 0 ? 1 : 0;
        // Ten bits, a quarter of a degree each, at the top of two bytes.
        _row[0] = (_registers.ReadSigned16(Temperature) >> 6) / 4.0;
        rows.Add(_row);
    }

    public override void Dispose() => _registers.Dispose();

    /// <returns>Seconds since 1970.</returns>
    private double SecondsOf(ReadOnlySpan<byte> time)
    {
        int hour = (time[2] & TwelveHours) == 0 ? Decimal(time[2] & 0x3F) : Decimal(time[2] & 0x1F) % 12 + ((time[2] & Afternoon) != 0 ? 12 : 0);
        int year = 2000 + Decimal(time[6]) + ((time[5] & Century) != 0 ? 100 : 0), month = Decimal(time[5] & 0x1F), day = Decimal(time[4] & 0x3F);
        int minute = Decimal(time[1] & 0x7F), second = Decimal(time[0] & 0x7F);
        if (month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
            throw _registers.WrongChip("DS3231", "a time", "none");
        return (new DateTimeOffset(year, month, day, hour, minute, second, TimeSpan.Zero) - DateTimeOffset.UnixEpoch).TotalSeconds;
    }

    private static int Decimal(int bcd) => (bcd >> 4) * 10 + (bcd & 15);
}
