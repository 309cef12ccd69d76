using System.Globalization;
using System.Text.Json;

namespace EdgeAppliance.Core.Steps.Devices;

/// <summary>Reads a <c>join</c> step's configuration.</summary>
internal static class JoinBinder
{
    private const string Others = "*";

    public static JoinOptions Bind(StepConfiguration configuration)
    {
        string? by = configuration.Has("by") ? configuration.Text("by", "by") : null;
        var table = configuration.Members("table");
        if (!configuration.Has("table")) configuration.Report("table", "is missing: devices, each with its numbers, as in { \"pump-1\": { \"ratedPower\": 2.2 } }.");
        var columns = new List<string>();
        foreach (var (name, row) in table) AddColumns(configuration, name, row, columns);
        if ((long)columns.Count * table.Count > StepLimits.ValuesMax) configuration.Report("table", $"has more than {StepLimits.ValuesMax} numbers.");
        var rows = new Dictionary<string, double[]>(StringComparer.Ordinal);
        foreach (var (name, row) in table) rows[name] = Row(row, columns);
        return new JoinOptions(columns, rows, rows.GetValueOrDefault(Others)) { By = by, Numbers = by is null ? new Dictionary<double, double[]>() : Numbers(configuration, rows) };
    }

    private static void AddColumns(StepConfiguration configuration, string name, JsonElement row, List<string> columns)
    {
        if (row.ValueKind != JsonValueKind.Object || !row.EnumerateObject().MoveNext())
        {
            configuration.Report($"table.{name}", "must be an object with channels and their numbers.");
            return;
        }
        foreach (var column in row.EnumerateObject())
        {
            if (column.Value.ValueKind != JsonValueKind.Number || !double.IsFinite(column.Value.GetDouble())) configuration.Report($"table.{name}.{column.Name}", "must be a number: a channel holds no text.");
            if (column.Name.Length == 0) configuration.Report($"table.{name}", "has a channel without a name.");
            if (!columns.Contains(column.Name)) columns.Add(column.Name);
        }
        if (columns.Count > StepLimits.ChannelsMax) configuration.Report("table", $"has more than {StepLimits.ChannelsMax} channels.");
    }

    private static double[] Row(JsonElement row, List<string> columns)
    {
        var values = new double[columns.Count];
        values.AsSpan().Fill(double.NaN);
        if (row.ValueKind != JsonValueKind.Object) return values;
        foreach (var column in row.EnumerateObject())
            if (column.Value.ValueKind == JsonValueKind.Number) values[columns.IndexOf(column.Name)] = column.Value.GetDouble();
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
