using System.Text.Json;
using EdgeAppliance.Core.Commands;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Linux.I2c;

namespace EdgeAppliance.Drivers.Sensors.Ssd1306;

/// <summary>Solomon Systech's SSD1306: a display of 128 by 64 or 32 points on I2C (data sheet Rev 1.1, section 9 for the commands). The
/// command <c>text</c> shows lines on it. It cannot be asked whether it kept them, so it is set up and written whole at every beat:
/// one that lost its power comes back.</summary>
internal sealed class Ssd1306 : Sensor
{
    public const string Type = "ssd1306";

    private const string TextCommand = "text", ContrastCommand = "contrast";
    private const byte Commands = 0x00, Data = 0x40; // section 8.1.5.2, the control byte
    private const byte Off = 0xAE, On = 0xAF, Contrast = 0x81;
    private const int ChunkBytes = 32;

    private readonly I2cRegisters _wire;
    private readonly Ssd1306Screen _screen;
    private readonly double[] _row = new double[1];

    public Ssd1306(I2cRegisters wire, Ssd1306Screen screen)
    {
        _wire = wire;
        _screen = screen;
    }

    /// <summary>How often it was written.</summary>
    public override ChannelSet Channels { get; } = new("display_writes");

    /// <summary>Binds <c>bus</c>, <c>address</c>, <c>height</c> and <c>text</c>.</summary>
    public static DriverFactory Bind(StepConfiguration settings)
    {
        var place = SensorBinder.I2c(settings, 0x3C, 0x3D);
        int pages = SensorBinder.Choice(settings, "height", 64, 64, 32) == 0 ? 8 : 4;
        var lines = settings.Texts("text");
        return SensorBinder.Source(settings, Type, TimeSpan.FromSeconds(30), _ =>
        {
            var screen = new Ssd1306Screen(pages);
            screen.Show(lines);
            return () => new Ssd1306(new I2cRegisters(BoardI2c.Open(place), place), screen);
        }, TextCommand, ContrastCommand);
    }

    public override void Begin(Pause pause) => SetUp();

    public override void Read(SensorRows rows)
    {
        SetUp();
        Draw();
        _row[0]++;
        rows.Add(_row);
    }

    /// <summary>Shows a text, or a list of them a line each; or sets how bright it is, 0 to 255.</summary>
    public override CommandOutcome Execute(string command, JsonElement value)
    {
        if (command == ContrastCommand)
        {
            if (value.ValueKind != JsonValueKind.Number || !value.TryGetByte(out byte contrast)) return CommandOutcome.BadValue("The contrast must be a whole number from 0 to 255.");
            _screen.Contrast = contrast;
            Send([Contrast, contrast]);
            return CommandOutcome.Done;
        }
        if (Lines(value) is not { } lines) return CommandOutcome.BadValue("The text must be a text, or a list of texts.");
        _screen.Show(lines);
        Draw();
        return CommandOutcome.Done;
    }

    /// <summary>Sets the display up, and shows lines on it.</summary>
    public void Show(IEnumerable<string> lines)
    {
        _screen.Show(lines);
        SetUp();
        Draw();
    }

    public override void Dispose()
    {
        try
        {
            Send([Off]);
        }
        catch (BusException)
        {
            // It is gone, which is as dark.
        }
        _wire.Dispose();
    }

    private static IEnumerable<string>? Lines(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String) return value.GetString()!.Split('\n');
        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(line => line.ValueKind != JsonValueKind.String)) return null;
        return value.EnumerateArray().Select(line => line.GetString()!);
    }

    private void SetUp()
    {
        // The order of the application note that ends the data sheet: rows, scan, wiring, contrast, charge pump, addressing by pages' columns, on.
        byte rows = (byte)(_screen.Pages * 8 - 1), wiring = _screen.Pages == 8 ? (byte)0x12 : (byte)0x02;
        Send([0xD5, 0x80, 0xA8, rows, 0xD3, 0x00, 0x40, 0x8D, 0x14, 0x20, 0x00, 0xA1, 0xC8, 0xDA, wiring, Contrast, _screen.Contrast, 0xD9, 0xF1, 0xDB, 0x40, 0xA4, 0xA6, On]);
    }

    private void Draw()
    {
        Send([0x21, 0, Ssd1306Screen.Columns - 1, 0x22, 0, (byte)(_screen.Pages - 1)]);
        var points = _screen.Points;
        for (int at = 0; at < points.Length; at += ChunkBytes) _wire.Write(Data, points.Slice(at, ChunkBytes));
    }

    private void Send(ReadOnlySpan<byte> commands) => _wire.Write(Commands, commands);
}
