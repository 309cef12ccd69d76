using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Inference.Repository;
using EdgeAppliance.Inference.Runtime;
using EdgeAppliance.Inference.Windows;

namespace EdgeAppliance.Inference.Steps;

/// <summary>One version of a model fitted to one pipeline's windows: where each of its channels is, and where its results go.</summary>
internal sealed class ModelBinding
{
    /// <summary>Of runs that take less than <see cref="QuickMax"/>, one in so many is timed: to look at the clock takes some percent of them.</summary>
    private const int QuickRunsATime = 8;

    private static readonly TimeSpan QuickMax = TimeSpan.FromMicroseconds(100);

    private readonly LoadedModel _model;
    private readonly TimeProvider _time;
    private readonly bool _timesAll;
    private readonly WindowPlan _plan;
    private readonly int[] _from;
    private readonly bool _inOrder;
    private readonly double[] _results;
    private int _untimedRuns;

    /// <param name="timesAll">Whether <see cref="Elapsed"/> is wanted of every run.</param>
    /// <exception cref="StepException">The model does not take such windows.</exception>
    public ModelBinding(LoadedModel model, WindowFrame window, double? threshold, TimeProvider time, bool timesAll)
    {
        (_model, _time, _timesAll) = (model, time, timesAll);
        string name = model.Manifest.Name;
        _plan = model.Windows ?? throw new StepException($"The model '{name}' takes no windows: {model.WhyNoWindows}");
        _from = Channels(_plan, window.Newest.Channels, name);
        _inOrder = _from.SequenceEqual(Enumerable.Range(0, window.Newest.Channels.Count));
        if (window.Size != _plan.Shape.Size) throw new StepException(WrongSize(name, _plan.Shape.Size, window.Size));
        Threshold = threshold ?? _plan.Threshold;
        if (threshold is not null && _plan.Results.Contains(WindowPlan.ThresholdName))
            throw new StepException($"A result of the model '{name}' is named '{WindowPlan.ThresholdName}', as is the step's own.");
        Output = new ChannelSet(Threshold is null ? _plan.Results : [.. _plan.Results, WindowPlan.ThresholdName]).WithTexts(Threshold is null ? _plan.Texts : [.. _plan.Texts, null]);
        _results = new double[Output.Count];
        if (Threshold is { } limit) _results[^1] = limit;
    }

    /// <summary>The results' names, and the threshold's where there is one.</summary>
    public ChannelSet Output { get; }

    public double? Threshold { get; }

    /// <summary>Where boxes stand in <see cref="Results"/>; null where the model finds none.</summary>
    public BoxResults? Boxes => _plan.Boxes;

    /// <summary>What the last run gave, one each of <see cref="Output"/>.</summary>
    public Span<double> Results => _results;

    public double Score => _results[_plan.Score];

    /// <summary>How long the last run that was timed took, from filling the tensor to the last postprocessing step.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <returns>Whether the last run's score is above the threshold; null where it gave none, or there is no threshold.</returns>
    public bool? Alarms(WindowOutcome outcome) => outcome == WindowOutcome.Done && Threshold is { } limit ? Score > limit : null;

    /// <returns>Null where the version is not there any more: a switch came between.</returns>
    public WindowOutcome? Run(WindowFrame window)
    {
        if (_model.Runners.Rent() is not { } runner) return null;
        long? started = Started();
        if (_inOrder) return Run(runner, window.Values, started);
        Fill(window, runner.Window);
        return Run(runner, runner.Window, started);
    }

    /// <param name="filled">What <see cref="Fill"/> made of a window.</param>
    /// <returns>Null where the version is not there any more.</returns>
    public WindowOutcome? Run(ReadOnlySpan<double> filled)
    {
        if (_model.Runners.Rent() is not { } runner) return null;
        return Run(runner, filled, Started());
    }

    /// <summary>Puts a window's values in the model's order of channels. Any thread.</summary>
    public void Fill(WindowFrame window, Span<double> values)
    {
        if (_inOrder)
        {
            window.Values.CopyTo(values);
            return;
        }
        for (int c = 0; c < _from.Length; c++) window.Channel(_from[c]).CopyTo(values[(c * window.Size)..]);
    }

    private WindowOutcome Run(ModelRunner runner, ReadOnlySpan<double> window, long? started)
    {
        var results = _results.AsSpan(0, _plan.Results.Length);
        WindowOutcome outcome;
        try
        {
            outcome = runner.Run(window, results);
        }
        catch (InferenceException)
        {
            results.Fill(double.NaN);
            outcome = WindowOutcome.Failed;
        }
        finally
        {
            _model.Runners.Return(runner);
        }
        _model.Statistics.Add(outcome);
        if (started is { } from) Time(outcome, from);
        return outcome;
    }

    private long? Started() => _untimedRuns-- > 0 ? null : _time.GetTimestamp();

    private void Time(WindowOutcome outcome, long started)
    {
        Elapsed = _time.GetElapsedTime(started);
        if (outcome != WindowOutcome.Incomplete) _model.Statistics.Add(Elapsed);
        _untimedRuns = _timesAll || Elapsed >= QuickMax ? 0 : QuickRunsATime - 1;
    }

    private static int[] Channels(WindowPlan plan, ChannelSet channels, string model)
    {
        if (plan.Channels.Count == 0)
        {
            if (channels.Count != plan.Shape.Channels)
                throw new UnfitReadingException($"The model '{model}' takes {plan.Shape.Channels} channels, and the readings have {channels.Count}: {string.Join(", ", channels.Names)}; put a select step before it.");
            return [.. Enumerable.Range(0, channels.Count)];
        }
        int[] from = [.. plan.Channels.Select(channels.IndexOf)];
        string[] missing = [.. plan.Channels.Where((_, i) => from[i] < 0)];
        if (missing.Length == 0) return from;
        throw new UnfitReadingException($"The model '{model}' needs the channel{(missing.Length > 1 ? "s" : "")} {string.Join(", ", missing)}, which the readings do not have; they have {string.Join(", ", channels.Names)}.");
    }

    private static string WrongSize(string model, int takes, int gets)
    {
        if (takes == 1) return $"The model '{model}' takes single readings, and gets windows of {gets}; leave out the window step.";
        return gets == 1
            ? $"The model '{model}' takes windows of {takes} readings; put a window step of size {takes} before it."
            : $"The model '{model}' takes windows of {takes} readings, and gets {gets}; set the window step's size to {takes}.";
    }
}
