using EdgeAppliance.Core.Steps;
using EdgeAppliance.Inference.Steps;
using EdgeAppliance.Inference.Windows;

namespace EdgeAppliance.Inference.Trials;

/// <summary>A place for a window that waits for the candidate, and for what the current version made of it; used again and again.</summary>
/// <param name="values">As many as the candidate takes.</param>
internal sealed class TrialWindow(int values)
{
    private readonly double[] _values = new double[values];

    /// <summary>In the candidate's order of channels.</summary>
    public ReadOnlySpan<double> Values => _values;

    public ModelBinding? Candidate { get; private set; }

    public WindowOutcome Outcome { get; private set; }

    public TimeSpan Elapsed { get; private set; }

    /// <summary>Whether the current version's score was above the threshold; null where one of them is not there.</summary>
    public bool? Alarms { get; private set; }

    /// <summary>The current version's, where <see cref="Outcome"/> is done.</summary>
    public double Score { get; private set; }

    public double? Threshold { get; private set; }

    public void Fill(ModelBinding candidate, WindowFrame window, ModelBinding current, WindowOutcome outcome)
    {
        candidate.Fill(window, _values);
        (Candidate, Outcome, Elapsed, Alarms) = (candidate, outcome, current.Elapsed, current.Alarms(outcome));
        (Score, Threshold) = (current.Score, current.Threshold);
    }
}
