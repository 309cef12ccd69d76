using System.Globalization;
using System.Text;

namespace EdgeAppliance.Daemon.Http.Metrics;

/// <summary>Writes metrics in the Prometheus text format 0.0.4: a family, then its samples.</summary>
/// <example><code>
/// metrics.Family("edge_uplink_sent_records_total", MetricKind.Counter, "Records handed to the uplink.");
/// metrics.Sample(42, "uplink", "cloud");
/// </code></example>
internal sealed class MetricsWriter
{
    private readonly StringBuilder _text = new(16 * 1024);
    private readonly HashSet<string> _families = new(StringComparer.Ordinal);
    private string _family = "";

    /// <param name="name">As <c>edge_area_thing_unit</c>, with <c>_total</c> behind a counter's.</param>
    /// <param name="help">One sentence that says what is counted.</param>
    /// <exception cref="ArgumentException">The name breaks the rule or was written before: samples of a family stand together.</exception>
    public void Family(string name, MetricKind kind, string help)
    {
        if (!IsName(name) || name.EndsWith("_total", StringComparison.Ordinal) != (kind == MetricKind.Counter))
            throw new ArgumentException($"'{name}' is no name of a {kind}.", nameof(name));
        if (!_families.Add(name)) throw new ArgumentException($"The family '{name}' was written before.", nameof(name));
        _family = name;
        _text.Append("# HELP ").Append(name).Append(' ').Append(help.Replace("\\", "\\\\").Replace("\n", "\\n")).Append('\n');
        _text.Append("# TYPE ").Append(name).Append(' ').Append(kind == MetricKind.Counter ? "counter" : "gauge").Append('\n');
    }

    /// <summary>A sample of the family named last.</summary>
    /// <param name="labels">Names and values in turn.</param>
    public void Sample(double value, params ReadOnlySpan<string> labels)
    {
        if (_family.Length == 0) throw new InvalidOperationException("A sample stands behind its family.");
        if (labels.Length % 2 != 0) throw new ArgumentException("Every label has a name and a value.", nameof(labels));
        _text.Append(_family);
        for (int i = 0; i < labels.Length; i += 2)
        {
            _text.Append(i == 0 ? '{' : ',').Append(labels[i]).Append("=\"");
            AppendEscaped(labels[i + 1]);
            _text.Append('"');
        }
        if (labels.Length > 0) _text.Append('}');
        _text.Append(' ').Append(Text(value)).Append('\n');
    }

    public override string ToString() => _text.ToString();

    private static string Text(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private void AppendEscaped(string value)
    {
        foreach (char c in value)
        {
            if (c == '\n') _text.Append("\\n");
            else if (c is '\\' or '"') _text.Append('\\').Append(c);
            else _text.Append(c);
        }
    }

    private static bool IsName(string name)
    {
        foreach (char c in name)
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '_') return false;
        return name.StartsWith("edge_", StringComparison.Ordinal);
    }
}
