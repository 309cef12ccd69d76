using System.Text;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Tables;

namespace EdgeAppliance.Drivers.Replay;

/// <summary>Which fields of a line are the time and the channels.</summary>
internal sealed class ReplayColumns
{
    private readonly string[] _header;
    private readonly string _file;

    private ReplayColumns(ReplayOptions options, string[] header)
    {
        _header = header;
        _file = options.File;
        Time = IndexOf(options.TimeColumn);
        Chosen = [];
    }

    /// <summary>Fields of a line.</summary>
    public int Count => _header.Length;

    public int Time { get; }

    /// <summary>The field of each channel.</summary>
    public int[] Chosen { get; private set; }

    public string this[int field] => _header[field];

    /// <exception cref="ReplayException">The header does not fit the options.</exception>
    public static ReplayColumns Read(ReplayOptions options, ReadOnlySpan<byte> line)
    {
        Span<Range> fields = stackalloc Range[ReplayOptions.ColumnsMax];
        int count = CsvFields.Split(line, (byte)options.Separator, fields);
        if (count < 0) throw new ReplayException($"{options.File} has more than {ReplayOptions.ColumnsMax} columns.");
        var header = new string[count];
        for (int i = 0; i < count; i++) header[i] = Encoding.UTF8.GetString(line[fields[i]]).Replace("\"\"", "\"");
        var columns = new ReplayColumns(options, header);
        var chosen = options.Columns.Count > 0 ? options.Columns.Select(columns.IndexOf) : Enumerable.Range(0, count).Where(i => i != columns.Time && header[i].Length > 0);
        var excluded = options.Exclude.Select(columns.IndexOf).ToHashSet();
        columns.Chosen = [.. chosen.Where(i => !excluded.Contains(i))];
        return columns;
    }

    /// <summary>Lets go of columns that are no numbers in a first row.</summary>
    public void KeepNumbers(ReadOnlySpan<byte> line, ReadOnlySpan<Range> fields)
    {
        var kept = new List<int>();
        foreach (int field in Chosen)
            if (NumberField.TryParse(line[fields[field]], out _)) kept.Add(field);
        Chosen = [.. kept];
    }

    /// <exception cref="ReplayException">There is no channel, or one twice, or too many.</exception>
    public ChannelSet Channels()
    {
        if (Chosen.Length == 0) throw new ReplayException($"{_file} has no column of numbers beside the time.");
        if (Chosen.Length > ReplayOptions.ChannelsMax) throw new ReplayException($"{_file} has more than {ReplayOptions.ChannelsMax} columns of numbers; name those that matter as columns.");
        string[] names = [.. Chosen.Select(field => _header[field])];
        if (names.Distinct().Count() < names.Length) throw new ReplayException($"{_file} has a column twice; name those that matter as columns.");
        return new ChannelSet(names);
    }

    private int IndexOf(string column)
    {
        int at = Array.IndexOf(_header, column);
        if (at >= 0) return at;
        throw new ReplayException($"{_file} has no column '{column}'; it has {string.Join(", ", _header.Take(32))}. Is the separator right?");
    }
}
