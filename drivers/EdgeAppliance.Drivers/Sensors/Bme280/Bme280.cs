using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Linux.I2c;

namespace EdgeAppliance.Drivers.Sensors.Bme280;

/// <summary>Bosch's BME280: temperature, pressure and humidity (BST-BME280-DS002, section 5 for the registers). It measures once a
/// reading and sleeps in between, so that it does not warm itself.</summary>
internal sealed class Bme280 : Sensor
{
    public const string Type = "bme280";

    private const byte Identity = 0xD0, Reset = 0xE0, HumidityControl = 0xF2, Status = 0xF3, Control = 0xF4, Config = 0xF5, Data = 0xF7;
    private const byte ChipId = 0x60, ResetNow = 0xB6, Copying = 1 << 0, Measuring = 1 << 3, Forced = 1;
    private const double StartUpMs = 2; // table 1
    private const int PollsMax = 10;

    private readonly I2cRegisters _registers;
    private readonly Bme280Options _options;
    private readonly double[] _row = new double[3];
    private Bme280Calibration? _calibration;

    public Bme280(I2cRegisters registers, Bme280Options options)
    {
        _registers = registers;
        _options = options;
    }

    public override ChannelSet Channels { get; } = new("temperature_celsius", "pressure_pascals", "humidity_percent");

    /// <summary>Binds <c>bus</c>, <c>address</c>, <c>oversampling</c> and <c>filter</c>.</summary>
    public static DriverFactory Bind(StepConfiguration settings)
    {
        var place = SensorBinder.I2c(settings, 0x76, 0x77);
        var options = new Bme280Options(SensorBinder.Choice(settings, "oversampling", 1, 1, 2, 4, 8, 16) + 1, SensorBinder.Choice(settings, "filter", 0, 0, 2, 4, 8, 16));
        return SensorBinder.Source(settings, Type, TimeSpan.FromSeconds(1), () => new Bme280(new I2cRegisters(BoardI2c.Open(place), place), options));
    }

    public override void Begin(Pause pause)
    {
        _registers.Expect(Identity, ChipId, "BME280");
        _registers.Write8(Reset, ResetNow);
        pause.For(StartUpMs);
        WaitUntilClear(pause, Copying, "its start");
        _calibration = Bme280Calibration.Read(_registers);
        _registers.Write8(HumidityControl, (byte)_options.OversamplingCode);
        _registers.Write8(Config, (byte)(_options.FilterCode << 2));
    }

    public override void Read(SensorRows rows)
    {
        int code = _options.OversamplingCode;
        _registers.Write8(Control, (byte)(code << 5 | code << 2 | Forced));
        rows.Pause.For(_options.MeasuringMs);
        WaitUntilClear(rows.Pause, Measuring, "a measurement");
        Span<byte> data = stackalloc byte[8];
        _registers.Read(Data, data);
        int pressure = data[0] << 12 | data[1] << 4 | data[2] >> 4;
        int temperature = data[3] << 12 | data[4] << 4 | data[5] >> 4;
        _calibration!.Convert(temperature, pressure, data[6] << 8 | data[7], _row);
        rows.Add(_row);
    }

    public override void Dispose() => _registers.Dispose();

    private void WaitUntilClear(Pause pause, byte bit, string what)
    {
        for (int poll = 0; (_registers.Read8(Status) & bit) != 0; poll++)
        {
            if (poll == PollsMax) throw _registers.NotReady(what);
            pause.For(1);
        }
    }
}
