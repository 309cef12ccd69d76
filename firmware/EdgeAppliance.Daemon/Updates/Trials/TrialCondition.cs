using System.Globalization;
using EdgeAppliance.Core.Steps.Expressions;
using EdgeAppliance.Inference.Trials;

namespace EdgeAppliance.Daemon.Updates.Trials;

/// <summary>What an operator wants no version to do, as <c>p99Ms &gt; 50 or drift &gt; 0.3</c>. Used by one thread at a time.</summary>
internal sealed class TrialCondition : IEquatable<TrialCondition>
{
    private static readonly (string Name, Func<TrialReport, double> Of)[] s_measures =
    [
        ("windows", report => report.Windows),
        ("errors", report => Share(TrialFaults.BadOf(report.Candidate), report.Windows)),
        ("errorsBefore", report => Share(TrialFaults.BadOf(report.Current), report.Windows)),
        ("p50Ms", report => report.Candidate.Median.TotalMilliseconds),
        ("p50MsBefore", report => report.Current.Median.TotalMilliseconds),
        ("p99Ms", report => report.Candidate.P99.TotalMilliseconds),
        ("p99MsBefore", report => report.Current.P99.TotalMilliseconds),
        ("alarms", report => Share(report.CandidateAlarms, report.Compared)),
        ("alarmsBefore", report => Share(report.CurrentAlarms, report.Compared)),
        ("drift", report => report.DriftWindows == 0 ? double.NaN : report.Drift),
        ("residentMiB", report => report.ResidentRise / (double)(1 << 20)),
    ];

    private readonly string _text;
    private readonly Formula _formula;
    private readonly Func<TrialReport, double>[] _measures;

    private TrialCondition(string text, Formula formula)
    {
        (_text, _formula) = (text, formula);
        _measures = [.. formula.Names.Select(name => s_measures.First(measure => measure.Name == name).Of)];
    }

    /// <returns>Null with what is wrong.</returns>
    public static TrialCondition? Parse(string text, out string? error)
    {
        if (Formula.Parse(text, out error) is not { } formula) return null;
        string[] strange = [.. formula.Names.Where(name => !s_measures.Any(measure => measure.Name == name))];
        if (strange.Length == 0) return new TrialCondition(text, formula);
        error = $"names {string.Join(", ", strange)}, which is not measured; known are {string.Join(", ", s_measures.Select(measure => measure.Name))}";
        return null;
    }

    /// <returns>Why the version must not stay; null where it does not hold, or is not known to.</returns>
    public string? Fault(TrialReport report)
    {
        double[] values = [.. _measures.Select(measure => measure(report))];
        double holds = _formula.Of(values);
        if (holds == 0 || double.IsNaN(holds)) return null;
        string measured = string.Join(", ", _formula.Names.Select((name, i) => string.Create(CultureInfo.InvariantCulture, $"{name} = {values[i]:G3}")));
        return $"models.trial.rollBackIf holds: {_text}{(measured.Length > 0 ? $" ({measured})" : "")}.";
    }

    /// <summary>Whether it is written the same: a configuration that is read again has not changed.</summary>
    public bool Equals(TrialCondition? other) => other is not null && other._text == _text;

    public override bool Equals(object? obj) => Equals(obj as TrialCondition);

    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => _text;

    private static double Share(long some, long all) => all == 0 ? double.NaN : (double)some / all;
}
