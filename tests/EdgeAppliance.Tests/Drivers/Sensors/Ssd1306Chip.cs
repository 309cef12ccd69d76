using EdgeAppliance.Tests.Drivers.Buses;

namespace EdgeAppliance.Tests.Drivers.Sensors;

/// <summary>An SSD1306 in the addressing mode that the driver uses: columns of a page, then the next page (data sheet Rev 1.1, section 10.1.3).</summary>
internal sealed class Ssd1306Chip : SimulatedI2cChip
{
    private readonly byte[] _points = new byte[1024];
    private readonly byte[] _commands = new byte[64];
    private int _at;

    public bool IsOn { get; private set; }

    public byte Contrast { get; private set; }

    public int Pages { get; private set; } = 8;

    /// <summary>What it reads as; of another chip at its address, anything.</summary>
    public byte Status { get; init; } = 0x46;

    public override void PowerOn()
    {
        IsOn = false;
        Array.Fill(_points, (byte)0xA5);
    }

    /// <summary>One page's points as rows of text, for a test to read.</summary>
    public string[] Picture(int page, int columns) =>
        [.. Enumerable.Range(0, 7).Select(y => new string([.. Enumerable.Range(0, columns).Select(x => (_points[page * 128 + x] >> y & 1) == 1 ? '#' : '.')]))];

    public bool IsDark(int page) => _points.AsSpan(page * 128, 128).IndexOfAnyExcept((byte)0) < 0;

    protected override void Reading(Span<byte> bytes) => bytes.Fill(Status);

    protected override void Written(ReadOnlySpan<byte> bytes)
    {
        if (bytes[0] == 0x40)
        {
            foreach (byte column in bytes[1..]) _points[_at++ % (128 * Pages)] = column;
            return;
        }
        if (bytes[0] != 0) throw new InvalidOperationException("This is no control byte.");
        bytes[1..].CopyTo(_commands);
        for (int i = 0; i < bytes.Length - 1; i += 1 + Arguments(_commands[i])) Do(i);
    }

    private static int Arguments(byte command) => command switch
    {
        0x21 or 0x22 => 2,
        0x20 or 0x81 or 0x8D or 0xA8 or 0xD3 or 0xD5 or 0xD9 or 0xDA or 0xDB => 1,
        _ => 0,
    };

    private void Do(int at)
    {
        switch (_commands[at])
        {
            case 0xAE or 0xAF:
                IsOn = _commands[at] == 0xAF;
                break;
            case 0x81:
                Contrast = _commands[at + 1];
                break;
            case 0xA8:
                Pages = (_commands[at + 1] + 1) / 8;
                break;
            case 0x21:
                _at = 0;
                break;
        }
    }
}
