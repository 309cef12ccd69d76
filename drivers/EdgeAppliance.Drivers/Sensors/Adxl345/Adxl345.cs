using System.Buffers.Binary;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Linux.I2c;

namespace EdgeAppliance.Drivers.Sensors.Adxl345;

/// <summary>Analog Devices' ADXL345: acceleration of three axes, for vibration (data sheet Rev. G). It measures at its own rate into a
/// queue of 32 samples, which is fetched at the source's beat.</summary>
internal sealed class Adxl345 : Sensor
{
    public const string Type = "adxl345";

    private const byte Identity = 0x00, Rate = 0x2C, Power = 0x2D, Source = 0x30, Format = 0x31, Data = 0x32, QueueControl = 0x38, QueueStatus = 0x39;
    private const byte ChipId = 0xE5, Measure = 1 << 3, Standby = 0, FullResolution = 1 << 3, Stream = 2 << 6, Bypass = 0, Overrun = 1, EntriesMask = 0x3F;
    private const int Queued = 33; // 32, and the one in the data registers
    private const double StandardGravity = 9.80665;
    private const double PerStep = StandardGravity / 256; // table 1, full resolution, all ranges

    private readonly I2cRegisters _registers;
    private readonly Adxl345Options _options;
    private readonly QueueClock _clock;
    private readonly double[] _row = new double[3];

    public Adxl345(I2cRegisters registers, Adxl345Options options)
    {
        _registers = registers;
        _options = options;
        _clock = new QueueClock(1e6 / options.RateHz);
    }

    public override ChannelSet Channels { get; } = new("accel_x_m_s2", "accel_y_m_s2", "accel_z_m_s2");

    public override int RowsMax => Queued;

    public static DriverFactory Bind(StepConfiguration settings)
    {
        var place = SensorBinder.I2c(settings, 0x53, 0x1D);
        var options = Adxl345Options.Bind(settings);
        return SensorBinder.Source(settings, Type, options.FetchEvery(Queued), () => new Adxl345(new I2cRegisters(BoardI2c.Open(place), place), options));
    }

    public override void Begin(Pause pause)
    {
        _registers.Expect(Identity, ChipId, "ADXL345");
        _registers.Write8(Power, Standby);
        _registers.Write8(Rate, (byte)_options.RateCode);
        _registers.Write8(Format, (byte)(FullResolution | _options.RangeCode));
        // Bypass empties the queue.
        _registers.Write8(QueueControl, Bypass);
        _registers.Write8(QueueControl, Stream);
        _registers.Write8(Power, Measure);
    }

    public override void Read(SensorRows rows)
    {
        int count = Math.Min(_registers.Read8(QueueStatus) & EntriesMask, Queued);
        if (count == 0) return;
        if ((_registers.Read8(Source) & Overrun) != 0)
        {
            // How many were overwritten is not known, only that some were.
            rows.Lose(1);
            _clock.Restart();
        }
        double timeUs = _clock.First(count, rows.NowUs);
        Span<byte> sample = stackalloc byte[6];
        for (int i = 0; i < count; i++)
        {
            // All six at once, so that the axes belong together (register 0x32).
            _registers.Read(Data, sample);
            for (int axis = 0; axis < 3; axis++) _row[axis] = BinaryPrimitives.ReadInt16LittleEndian(sample[(2 * axis)..]) * PerStep;
            rows.Add((long)(timeUs + i * _clock.PeriodUs), _row);
        }
    }

    public override void Dispose() => _registers.Dispose();
}
