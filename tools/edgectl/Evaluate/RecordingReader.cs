using System.Globalization;

namespace EdgeAppliance.Edgectl.Evaluate;

/// <summary>Reads a CSV with a header, a time column first, channels behind it, and the label columns <c>anomaly</c>
/// (0 or 1) and, if there, <c>changepoint</c> last. Separated by semicolons, else by commas.</summary>
internal static class RecordingReader
{
    private const int RowsMax = 10_000_000;
    private const int ChannelsMax = 256;

    /// <exception cref="InvalidDataException">What is wrong, with the line.</exception>
    public static LabelledRecording Read(string name, TextReader input)
    {
        string header = input.ReadLine() ?? throw new InvalidDataException($"{name}: the file is empty");
        char separator = header.Contains(';') ? ';' : ',';
        string[] columns = header.Split(separator);
        int label = Array.IndexOf(columns, "anomaly");
        int channels = (label < 0 ? columns.Length : label) - 1;
        if (channels is < 1 or > ChannelsMax) throw new InvalidDataException($"{name}:1: {channels} channels, where 1 to {ChannelsMax} belong");
        var values = new List<double>();
        var labels = new List<bool>();
        int line = 1;
        for (string? text; (text = input.ReadLine()) is not null;)
        {
            line++;
            if (text.Length == 0) continue;
            if (labels.Count == RowsMax) throw new InvalidDataException($"{name}:{line}: more than {RowsMax} rows");
            ReadRow(text.Split(separator), columns.Length, channels, label, values, labels, $"{name}:{line}");
        }
        return new LabelledRecording(name, columns[1..(channels + 1)], [.. values], [.. labels]);
    }

    private static void ReadRow(string[] cells, int columns, int channels, int label, List<double> values, List<bool> labels, string where)
    {
        if (cells.Length != columns) throw new InvalidDataException($"{where}: {cells.Length} cells, where the header has {columns}");
        for (int c = 1; c <= channels; c++) values.Add(Number(cells[c], where));
        labels.Add(label >= 0 && Number(cells[label], where) > 0);
    }

    private static double Number(string cell, string where) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? value
            : throw new InvalidDataException($"{where}: '{cell}' is not a number");
}
