using System.Text;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Tables;

namespace EdgeAppliance.Drivers.Replay;

/// <summary>Reads a recording row by row, and passes over lines that are none. A row allocates nothing.</summary>
internal sealed class ReplayReader : IDisposable
{
    // In so many lines the first row must come, of which the columns of numbers are told.
    private const int LinesToFirstRow = 100;

    private readonly ReplayOptions _options;
    private readonly BadLines _bad;
    private readonly LineReader _lines;
    private readonly ReplayColumns _columns;
    private readonly Range[] _fields;

    /// <exception cref="ReplayException">The file cannot be read as the options say.</exception>
    public ReplayReader(ReplayOptions options, BadLines bad)
    {
        _options = options;
        _bad = bad;
        _lines = new LineReader(Open(options.File), ReplayOptions.LineBytesMax);
        try
        {
            if (!_lines.TryRead(out var header, out bool tooLong) || tooLong) throw new ReplayException($"{options.File} does not begin with a line of column names.");
            _columns = ReplayColumns.Read(options, header);
            _fields = new Range[_columns.Count];
            if (options.Columns.Count == 0) KeepNumbers();
            Channels = _columns.Channels();
        }
        catch
        {
            _lines.Dispose();
            throw;
        }
    }

    public ChannelSet Channels { get; }

    /// <param name="values">One a channel.</param>
    /// <returns>False behind the last row.</returns>
    public bool TryRead(Span<double> values, out long timeUs)
    {
        while (_lines.TryRead(out var line, out bool tooLong))
        {
            if (tooLong) _bad.Add(_lines.Number, $"it has more than {ReplayOptions.LineBytesMax} bytes.");
            else if (!line.IsEmpty && TryRow(line, values, out timeUs)) return true;
        }
        timeUs = 0;
        return false;
    }

    /// <summary>To the first row again.</summary>
    public void Rewind()
    {
        _lines.Rewind();
        _lines.TryRead(out _, out _);
    }

    public void Dispose() => _lines.Dispose();

    private static FileStream Open(string file)
    {
        try
        {
            return new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new ReplayException(e.Message);
        }
    }

    private void KeepNumbers()
    {
        for (int i = 0; i < LinesToFirstRow && _lines.TryRead(out var line, out _); i++)
        {
            if (CsvFields.Split(line, (byte)_options.Separator, _fields) != _columns.Count) continue;
            _columns.KeepNumbers(line, _fields);
            break;
        }
        Rewind();
    }

    private bool TryRow(ReadOnlySpan<byte> line, Span<double> values, out long timeUs)
    {
        timeUs = 0;
        int count = CsvFields.Split(line, (byte)_options.Separator, _fields);
        if (count != _columns.Count)
        {
            _bad.Add(_lines.Number, $"it has {(count < 0 ? "more" : count)} fields, and the header {_columns.Count}.");
            return false;
        }
        if (!TimeField.TryParse(line[_fields[_columns.Time]], _options.TimeUnit, out timeUs)) return Bad(line, _columns.Time, "no time from 1970 to 2200");
        for (int c = 0; c < _columns.Chosen.Length; c++)
        {
            int field = _columns.Chosen[c];
            if (!NumberField.TryParse(line[_fields[field]], out values[c])) return Bad(line, field, "no number");
        }
        return true;
    }

    private bool Bad(ReadOnlySpan<byte> line, int field, string what)
    {
        var content = line[_fields[field]];
        string shown = Encoding.UTF8.GetString(content[..Math.Min(content.Length, 40)]);
        _bad.Add(_lines.Number, $"column '{_columns[field]}' is '{shown}', which is {what}.");
        return false;
    }
}
