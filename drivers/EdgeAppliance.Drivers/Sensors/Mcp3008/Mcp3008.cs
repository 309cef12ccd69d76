using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Linux.Spi;

namespace EdgeAppliance.Drivers.Sensors.Mcp3008;

/// <summary>Microchip's MCP3008: eight analogue inputs, 10 bits, on SPI (DS21295, sections 5 and 6.1).</summary>
internal sealed class Mcp3008 : Sensor
{
    public const string Type = "mcp3008";

    private const byte Start = 1, NullBit = 1 << 2;
    private const int Steps = 1024;

    private readonly SpiWire _wire;
    private readonly Mcp3008Options _options;
    private readonly double[] _row;

    public Mcp3008(SpiWire wire, Mcp3008Options options)
    {
        _wire = wire;
        _options = options;
        _row = new double[options.Inputs.Count];
        Channels = new ChannelSet([.. options.Inputs.Select(Mcp3008Options.Channel)]);
    }

    public override ChannelSet Channels { get; }

    public static DriverFactory Bind(StepConfiguration settings)
    {
        // Section 1: 1.35 MHz at 2.7 V, 3.6 MHz at 5 V.
        var place = SensorBinder.Spi(settings, 1_000_000, 3_600_000, mode: 0);
        var options = Mcp3008Options.Bind(settings);
        return SensorBinder.Source(settings, Type, TimeSpan.FromSeconds(1), () => new Mcp3008(new SpiWire(BoardSpi.Open(place), place), options));
    }

    public override void Begin(Pause pause)
    {
    }

    public override void Read(SensorRows rows)
    {
        Span<byte> read = stackalloc byte[3];
        for (int i = 0; i < _row.Length; i++)
        {
            // Figure 6-1: a start bit that ends a byte, what to convert, then a zero and ten bits.
            _wire.Exchange([Start, (byte)(_options.InputCode(i) << 4), 0], read);
            if ((read[1] & NullBit) != 0) throw new BusException(BusFault.NoAnswer, $"Nobody answers at {_wire.Place}: the wire stays high.");
            _row[i] = ((read[1] & 3) << 8 | read[2]) * _options.ReferenceVolts / Steps;
        }
        rows.Add(_row);
    }

    public override void Dispose() => _wire.Dispose();
}
