using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Linux.I2c;

namespace EdgeAppliance.Drivers.Sensors.Ads1115;

/// <summary>TI's ADS1115: four analogue inputs, 16 bits (SBAS444, section 8.6 for the registers). It has one converter, so inputs are
/// measured one after the other, each by a conversion of its own.</summary>
internal sealed class Ads1115 : Sensor
{
    public const string Type = "ads1115";

    private const byte Conversion = 0, Config = 1;
    private const ushort Start = 1 << 15, SingleShot = 1 << 8, ComparatorOff = 3;
    private const int PollsMax = 10;

    private readonly I2cRegisters _registers;
    private readonly Ads1115Options _options;
    private readonly double[] _row;

    public Ads1115(I2cRegisters registers, Ads1115Options options)
    {
        _registers = registers;
        _options = options;
        _row = new double[options.Inputs.Count];
        Channels = new ChannelSet([.. options.Inputs.Select(Ads1115Options.Channel)]);
    }

    public override ChannelSet Channels { get; }

    public static DriverFactory Bind(StepConfiguration settings)
    {
        var place = SensorBinder.I2c(settings, 0x48, 0x49, 0x4A, 0x4B);
        var options = Ads1115Options.Bind(settings);
        return SensorBinder.Source(settings, Type, TimeSpan.FromSeconds(1), () => new Ads1115(new I2cRegisters(BoardI2c.Open(place), place), options));
    }

    public override void Begin(Pause pause)
    {
        // The chip has no identity; that it keeps what it is told is all that there is to check.
        ushort config = Setting(0);
        _registers.Write16(Config, config);
        ushort kept = _registers.Read16(Config);
        if ((kept & ~Start) != config) throw _registers.WrongChip("ADS1115", $"0x{config:x4} in its configuration", $"0x{kept:x4}");
    }

    public override void Read(SensorRows rows)
    {
        for (int i = 0; i < _row.Length; i++)
        {
            _registers.Write16(Config, (ushort)(Setting(i) | Start));
            rows.Pause.For(_options.ConversionMs);
            WaitUntilDone(rows.Pause);
            _row[i] = _registers.ReadSigned16(Conversion) * _options.VoltsPerStep;
        }
        rows.Add(_row);
    }

    public override void Dispose() => _registers.Dispose();

    private ushort Setting(int input) =>
        (ushort)(_options.InputCode(input) << 12 | _options.RangeCode << 9 | SingleShot | _options.RateCode << 5 | ComparatorOff);

    private void WaitUntilDone(Pause pause)
    {
        for (int poll = 0; (_registers.Read16(Config) & Start) == 0; poll++)
        {
            if (poll == PollsMax) throw _registers.NotReady("a conversion");
            pause.For(1);
        }
    }
}
