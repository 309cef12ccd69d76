using System.Globalization;

namespace EdgeAppliance.Demo.Pump;

/// <summary>One of SKAB's recordings: a time a row, and which rows are labelled as anomalous.</summary>
internal sealed class Experiment
{
    private const int RowsMax = 1_000_000;
    private readonly Dictionary<DateTimeOffset, int> _rows = [];

    private Experiment(string file, bool[] labels)
    {
        File = file;
        Number = int.Parse(Path.GetFileNameWithoutExtension(file), CultureInfo.InvariantCulture);
        Labels = labels;
    }

    public string File { get; }

    public int Number { get; }

    /// <summary>The source that replays it, and the device that its readings are from.</summary>
    public string Source => string.Create(CultureInfo.InvariantCulture, $"valve1-{Number}");

    public bool[] Labels { get; }

    public int Rows => Labels.Length;

    /// <exception cref="InvalidDataException">It is no recording of SKAB.</exception>
    public static Experiment Read(string file)
    {
        string[] lines = System.IO.File.ReadAllLines(file);
        int label = lines.Length == 0 ? -1 : Array.IndexOf(lines[0].Split(';'), "anomaly");
        if (label < 0 || lines.Length is < 2 or > RowsMax) throw new InvalidDataException($"{file} is no recording of SKAB");
        string[][] rows = [.. lines.Skip(1).Select(line => line.Split(';'))];
        var experiment = new Experiment(file, [.. rows.Select(cells => cells[label].StartsWith('1'))]);
        for (int i = 0; i < rows.Length; i++) experiment._rows[DateTimeOffset.Parse(rows[i][0], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)] = i;
        return experiment._rows.Count == rows.Length ? experiment : throw new InvalidDataException($"{file} has two rows of one time");
    }

    /// <returns>The row taken at that time, or -1.</returns>
    public int RowAt(DateTimeOffset time) => _rows.GetValueOrDefault(time, -1);
}
