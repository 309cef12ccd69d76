using EdgeAppliance.Inference.Runtime;

namespace EdgeAppliance.Inference.Windows;

/// <summary>One session with what a window needs on its way through it: 1 preprocess; 2 fill the tensors; 3 run; 4 postprocess.
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

    /// <summary>Room for a window that <see cref="Run"/> cannot take as it lies.</summary>
    internal Span<double> Window => _window;

    /// <param name="window">Values [channels × size] in the model's order of channels.</param>
    /// <param name="results">One each of <see cref="WindowPlan.Results"/>; NaN where there is none.</param>
    /// <exception cref="InferenceException">The model fails on this window.</exception>
    internal WindowOutcome Run(ReadOnlySpan<double> window, Span<double> results)
    {
        var plan = _plan!;
        if (plan.Preprocess.Length > 0) window = Preprocess(window, plan); // 1
        int each = window.Length / Session.InputCount;
        for (int i = 0; i < Session.InputCount; i++) // 2
        {
            if (TensorValues.TryWrite(Session, i, window.Slice(i * each, each), plan.Quantization)) continue;
            results.Fill(double.NaN);
            return WindowOutcome.Incomplete;
        }
        Session.Run(); // 3
        int offset = 0;
        for (int i = 0; i < _outputElements.Length; i++)
        {
            TensorValues.Read(Session, i, _results.AsSpan(offset));
            offset += _outputElements[i];
        }
        foreach (var step in plan.Postprocess) step.Apply(_results, window); // 4
        plan.Project(_results, results);
        foreach (double result in results)
            if (!double.IsFinite(result)) return WindowOutcome.NotFinite;
        return WindowOutcome.Done;
    }

    public void Dispose() => Session.Dispose();

    private ReadOnlySpan<double> Preprocess(ReadOnlySpan<double> window, WindowPlan plan)
    {
        window.CopyTo(_window);
        foreach (var step in plan.Preprocess) step.Apply(_window, plan.Shape, _spare);
        return _window;
    }
}
