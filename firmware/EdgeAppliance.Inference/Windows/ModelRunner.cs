using EdgeAppliance.Inference.Runtime;

namespace EdgeAppliance.Inference.Windows;

/// <summary>One session with what a window needs on its way through it: 1 fill <see cref="Window"/>; 2 preprocess; 3 run; 4 postprocess.
/// A run allocates nothing. Used by one thread at a time.</summary>
public sealed class ModelRunner : IDisposable
{
    private readonly WindowPlan? _plan;
    private readonly double[] _window;
    private readonly double[] _spare;
    private readonly double[] _results;
    private readonly int[] _outputElements;

    internal ModelRunner(ModelSession session, WindowPlan? plan)
    {
        Session = session;
        _plan = plan;
        _window = new double[plan?.Shape.Values ?? 0];
        _spare = new double[_window.Length];
        _results = new double[plan?.ScratchValues ?? 0];
        _outputElements = [.. Enumerable.Range(0, session.OutputCount).Select(i => session.OutputSpec(i).Elements)];
    }

    public ModelSession Session { get; }

    /// <summary>Values [channels × size] in the model's order of channels, to be filled anew before each run.</summary>
    internal Span<double> Window => _window;

    /// <param name="results">One each of <see cref="WindowPlan.Results"/>; NaN where there is none.</param>
    /// <exception cref="InferenceException">The model fails on this window.</exception>
    internal WindowOutcome Run(Span<double> results)
    {
        var plan = _plan!;
        foreach (var step in plan.Preprocess) step.Apply(_window, plan.Shape, _spare); // 2
        if (!AllFinite(_window))
        {
            results.Fill(double.NaN);
            return WindowOutcome.Incomplete;
        }
        TensorValues.Write(Session, 0, _window, plan.Quantization);
        Session.Run(); // 3
        int offset = 0;
        for (int i = 0; i < _outputElements.Length; i++)
        {
            TensorValues.Read(Session, i, _results.AsSpan(offset));
            offset += _outputElements[i];
        }
        foreach (var step in plan.Postprocess) step.Apply(_results, _window); // 4
        plan.Project(_results, results);
        return AllFinite(results) ? WindowOutcome.Done : WindowOutcome.NotFinite;
    }

    public void Dispose() => Session.Dispose();

    private static bool AllFinite(ReadOnlySpan<double> values)
    {
        // Any infinity or missing value times nothing is no number, and no number stays one in a sum.
        double sum = 0;
        foreach (double value in values) sum += value * 0;
        return sum == 0;
    }
}
