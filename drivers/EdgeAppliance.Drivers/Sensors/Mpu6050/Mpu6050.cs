using System.Buffers.Binary;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Linux.I2c;

namespace EdgeAppliance.Drivers.Sensors.Mpu6050;

/// <summary>InvenSense's MPU-6050: acceleration and turning rate of three axes (register map RM-MPU-6000A, revision 4.2). It measures at its
/// own rate into a queue of 1024 bytes, which is fetched at the source's beat.</summary>
internal sealed class Mpu6050 : Sensor
{
    public const string Type = "mpu6050";

    private const byte RateDivider = 0x19, Config = 0x1A, GyroConfig = 0x1B, AccelConfig = 0x1C, QueueEnable = 0x23, InterruptStatus = 0x3A,
        UserControl = 0x6A, Power = 0x6B, QueueCount = 0x72, Queue = 0x74, Identity = 0x75;
    private const byte ChipId = 0x68, ResetNow = 1 << 7, GyroClock = 1, QueueAll = 0xF8, QueueOn = 1 << 6, QueueReset = 1 << 2, Overflow = 1 << 4;
    private const double StartUpMs = 100; // section 4.28
    private const int QueueBytes = 1024, SampleBytes = 14;
    private const int RowsInQueue = QueueBytes / SampleBytes;
    private const double StandardGravity = 9.80665, RadiansPerDegree = Math.PI / 180;

    private readonly I2cRegisters _registers;
    private readonly Mpu6050Options _options;
    private readonly QueueClock _clock;
    private readonly byte[] _bytes = new byte[RowsInQueue * SampleBytes];
    private readonly double[] _row = new double[7];

    public Mpu6050(I2cRegisters registers, Mpu6050Options options)
    {
        _registers = registers;
        _options = options;
        _clock = new QueueClock(1e6 / options.RateHz);
    }

    public override ChannelSet Channels { get; } =
        new("accel_x_m_s2", "accel_y_m_s2", "accel_z_m_s2", "temperature_celsius", "gyro_x_rad_s", "gyro_y_rad_s", "gyro_z_rad_s");

    public override int RowsMax => RowsInQueue;

    public static DriverFactory Bind(StepConfiguration settings)
    {
        var place = SensorBinder.I2c(settings, 0x68, 0x69);
        var options = Mpu6050Options.Bind(settings);
        return SensorBinder.Source(settings, Type, options.FetchEvery(RowsInQueue), () => new Mpu6050(new I2cRegisters(BoardI2c.Open(place), place), options));
    }

    public override void Begin(Pause pause)
    {
        _registers.Expect(Identity, ChipId, "MPU-6050");
        _registers.Write8(Power, ResetNow);
        pause.For(StartUpMs);
        _registers.Write8(Power, GyroClock);
        _registers.Write8(Config, (byte)_options.FilterCode);
        _registers.Write8(RateDivider, (byte)_options.RateDivider);
        _registers.Write8(GyroConfig, (byte)(_options.GyroRangeCode << 3));
        _registers.Write8(AccelConfig, (byte)(_options.AccelRangeCode << 3));
        _registers.Write8(QueueEnable, QueueAll);
        Restart();
    }

    public override void Read(SensorRows rows)
    {
        if ((_registers.Read8(InterruptStatus) & Overflow) != 0)
        {
            // The oldest bytes were overwritten, so samples no longer begin at the queue's beginning.
            rows.Lose(RowsInQueue);
            Restart();
            return;
        }
        int count = Math.Min((int)_registers.Read16(QueueCount), QueueBytes) / SampleBytes;
        if (count == 0) return;
        var bytes = _bytes.AsSpan(0, count * SampleBytes);
        _registers.Read(Queue, bytes);
        double timeUs = _clock.First(count, rows.NowUs);
        for (int i = 0; i < count; i++)
        {
            Convert(bytes[(i * SampleBytes)..]);
            rows.Add((long)(timeUs + i * _clock.PeriodUs), _row);
        }
    }

    public override void Dispose() => _registers.Dispose();

    private void Restart()
    {
        _registers.Write8(UserControl, QueueReset);
        _registers.Write8(UserControl, QueueOn);
        _clock.Restart();
    }

    // In the order of the registers 0x3B to 0x48 (section 4.16).
    private void Convert(ReadOnlySpan<byte> sample)
    {
        for (int i = 0; i < _row.Length; i++)
        {
            double raw = BinaryPrimitives.ReadInt16BigEndian(sample[(2 * i)..]);
            _row[i] = i switch
            {
                < 3 => raw / _options.StepsPerG * StandardGravity,
                3 => raw / 340 + 36.53, // section 4.18
                _ => raw / _options.StepsPerDegree * RadiansPerDegree,
            };
        }
    }
}
