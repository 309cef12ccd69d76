using System.Globalization;
using System.Text.Json;

namespace EdgeAppliance.Core.Steps.Devices;

/// <summary>Reads a <c>join</c> step's configuration.</summary>
internal static class JoinBinder
{
    private const string Others = "*";
    private const int TextCharsMax = 256;

    public static JoinOptions Bind(StepConfiguration configuration)
    {
        string? by = configuration.Has("by") ? configuration.Text("by", "by") : null;
        var table = configuration.Members("table");
        if (!configuration.Has("table")) configuration.Report("table", "is missing: devices, each with its numbers and texts, as in { \"pump-1\": { \"ratedPower\": 2.2, \"hall\": \"north\" } }.");
        var columns = new List<JoinColumn>();
        foreach (var (name, row) in table) AddColumns(configuration, name, row, columns);
        if ((long)columns.Count * table.Count > StepLimits.ValuesMax) configuration.Report("table", $"has more than {StepLimits.ValuesMax} values.");
        var rows = new Dictionary<string, double[]>(StringComparer.Ordinal);
        foreach (var (name, row) in table) rows[name] = Row(row, columns);
        return new JoinOptions(columns.ConvertAll(column => column.Name), columns.ConvertAll(column => column.Texts), rows, rows.GetValueOrDefault(Others))
        {
            By = by,
            Numbers = by is null ? new Dictionary<double, double[]>() : Numbers(configuration, rows),
        };
    }

    private static void AddColumns(StepConfiguration configuration, string name, JsonElement row, List<JoinColumn> columns)
    {
        if (row.ValueKind != JsonValueKind.Object || !row.EnumerateObject().MoveNext())
        {
            configuration.Report($"table.{name}", "must be an object with channels and their numbers or texts.");
            return;
        }
        foreach (var cell in row.EnumerateObject())
        {
            bool isText = cell.Value.ValueKind == JsonValueKind.String && cell.Value.GetString() is { Length: <= TextCharsMax };
            if (!isText && (cell.Value.ValueKind != JsonValueKind.Number || !double.IsFinite(cell.Value.GetDouble())))
                configuration.Report($"table.{name}.{cell.Name}", $"must be a number, or a text of at most {TextCharsMax} characters.");
            if (cell.Name.Length == 0) configuration.Report($"table.{name}", "has a channel without a name.");
            var column = columns.Find(known => known.Name == cell.Name);
            if (column is null) columns.Add(column = new JoinColumn(cell.Name, isText));
            else if (column.IsText != isText) configuration.Report($"table.{name}.{cell.Name}", "is a text in one row and a number in another.");
            if (isText) column.Add(cell.Value.GetString()!);
        }
        if (columns.Count > StepLimits.ChannelsMax) configuration.Report("table", $"has more than {StepLimits.ChannelsMax} channels.");
    }

    private static double[] Row(JsonElement row, List<JoinColumn> columns)
    {
        var values = new double[columns.Count];
        values.AsSpan().Fill(double.NaN);
        if (row.ValueKind != JsonValueKind.Object) return values;
        foreach (var cell in row.EnumerateObject())
        {
            int at = columns.FindIndex(column => column.Name == cell.Name);
            if (cell.Value.ValueKind == JsonValueKind.Number) values[at] = cell.Value.GetDouble();
            else if (cell.Value.ValueKind == JsonValueKind.String && columns[at].IsText) values[at] = columns[at].PlaceOf(cell.Value.GetString()!);
        }
        return values;
    }

    private static Dictionary<double, double[]> Numbers(StepConfiguration configuration, Dictionary<string, double[]> rows)
    {
        var numbers = new Dictionary<double, double[]>();
        foreach (var (name, row) in rows)
        {
            if (name == Others) continue;
            if (!double.TryParse(name, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) || !double.IsFinite(number))
                configuration.Report($"table.{name}", "must be called by a number, which the channel under by may have.");
            else if (!numbers.TryAdd(number, row)) configuration.Report($"table.{name}", "is the number of another row.");
        }
        return numbers;
    }
}
