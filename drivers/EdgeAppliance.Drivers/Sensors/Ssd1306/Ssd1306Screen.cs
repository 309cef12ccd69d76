namespace EdgeAppliance.Drivers.Sensors.Ssd1306;

/// <summary>What a display shows: a byte is eight points of a column, the lowest bit on top, page after page. It outlives the display,
/// which may be unplugged. Guarded by its source's lock.</summary>
internal sealed class Ssd1306Screen(int pages)
{
    public const int Columns = 128, LineCharactersMax = Columns / Font.CellColumns;

    private readonly byte[] _points = new byte[Columns * pages];

    /// <summary>Rows of eight points, and lines of text.</summary>
    public int Pages => pages;

    public byte Contrast { get; set; } = 0x7F;

    public ReadOnlySpan<byte> Points => _points;

    /// <summary>Writes lines from the top; what does not fit is left out.</summary>
    public void Show(IEnumerable<string> lines)
    {
        Array.Clear(_points);
        int page = 0;
        foreach (string line in lines.Take(pages))
        {
            int characters = Math.Min(line.Length, LineCharactersMax);
            for (int i = 0; i < characters; i++) Font.Columns(line[i]).CopyTo(_points.AsSpan(page * Columns + i * Font.CellColumns));
            page++;
        }
    }
}
