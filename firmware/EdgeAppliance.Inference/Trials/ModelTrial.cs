using EdgeAppliance.Core.Steps;
using EdgeAppliance.Inference.Isolation;
using EdgeAppliance.Inference.Repository;
using EdgeAppliance.Inference.Steps;
using EdgeAppliance.Inference.Windows;

namespace EdgeAppliance.Inference.Trials;

/// <summary>A new version of a model on live windows, beside the current one whose results count. Pipelines hand it a copy of each window
/// and go on at once; it runs on its own thread, for a quarter of the time at most, and leaves out what it cannot keep up with.
/// So however slow or broken it is, the pipelines' records and their pace stay what they were.</summary>
public sealed class ModelTrial
{
    private const double TimeShareMax = 0.25;

    /// <summary>What it may take beyond its share, so that short trials and bursts are not cut.</summary>
    private static readonly TimeSpan Credit = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time;
    private readonly TrialQueue _queue;
    private readonly RunStatistics _current = new();
    private readonly ScoreDistance _distance = new();
    private readonly long _residentBefore = ResidentMemory.Now();
    private readonly long _started;
    private long _runStarted;
    private long _busyTicks;
    private long _skipped;
    private long _compared;
    private long _currentAlarms;
    private long _candidateAlarms;
    private volatile string? _misfit;

    internal ModelTrial(LoadedModel candidate, TimeProvider time)
    {
        Candidate = candidate;
        _time = time;
        _queue = new TrialQueue(candidate.Windows?.Shape.Values ?? 0);
        _started = time.GetTimestamp();
    }

    public LoadedModel Candidate { get; }

    public TrialReport Report
    {
        get
        {
            long running = Interlocked.Read(ref _runStarted);
            return new TrialReport(
                ModelRuns.Of(_current), ModelRuns.Of(Candidate.Statistics), Interlocked.Read(ref _skipped), Interlocked.Read(ref _compared),
                Interlocked.Read(ref _currentAlarms), Interlocked.Read(ref _candidateAlarms), _misfit, running == 0 ? TimeSpan.Zero : _time.GetElapsedTime(running))
            {
                Drift = _distance.Median,
                DriftWindows = _distance.Windows,
                ResidentRise = ResidentMemory.Now() - _residentBefore,
            };
        }
    }

    internal void Start() => new Thread(RunAll) { IsBackground = true, Name = $"trial {Candidate.Manifest.Name}" }.Start();

    /// <summary>Takes no more windows. A run that is going on is left to end.</summary>
    internal void End() => _queue.Close();

    /// <summary>Fits the candidate to a pipeline's windows as <paramref name="current"/> is fitted to them.</summary>
    /// <returns>Null where it does not fit, which the report says then.</returns>
    internal ModelBinding? Fit(ModelBinding current, WindowFrame window, double? threshold)
    {
        try
        {
            var candidate = new ModelBinding(Candidate, window, threshold, _time, timesAll: true);
            string[] gone = [.. current.Output.Names.ToArray().Where(name => candidate.Output.IndexOf(name) < 0)];
            if (gone.Length == 0) return candidate;
            _misfit = $"it gives no {string.Join(", ", gone)}, which the version before it gives";
        }
        catch (Exception e) when (e is StepException or ArgumentException)
        {
            _misfit = e.Message;
        }
        return null;
    }

    /// <summary>Hands a copy of the window to the candidate, with what <paramref name="current"/> made of it. Neither waits nor throws.</summary>
    internal void Offer(ModelBinding candidate, WindowFrame window, ModelBinding current, WindowOutcome outcome)
    {
        bool mayRun = Interlocked.Read(ref _busyTicks) <= Credit.Ticks + (long)(_time.GetElapsedTime(_started).Ticks * TimeShareMax);
        if (!mayRun || !_queue.TryPut(candidate, window, current, outcome)) Interlocked.Increment(ref _skipped);
    }

    /// <returns>False once the trial has ended, or where no window is there and it may not wait for one.</returns>
    internal bool RunNext(bool wait)
    {
        if (_queue.Peek(wait) is not { } window) return false;
        Interlocked.Exchange(ref _runStarted, _time.GetTimestamp());
        Run(window, window.Candidate!);
        Interlocked.Exchange(ref _runStarted, 0);
        _queue.Take();
        return true;
    }

    private void RunAll()
    {
        while (RunNext(wait: true))
        {
        }
    }

    private void Run(TrialWindow window, ModelBinding candidate)
    {
        WindowOutcome? outcome;
        try
        {
            outcome = candidate.Run(window.Values);
        }
        catch (Exception)
        {
            // Whatever a broken version throws is a run that failed, and no reason to stop the appliance.
            Candidate.Statistics.Add(WindowOutcome.Failed);
            outcome = WindowOutcome.Failed;
        }
        if (outcome is null) return;
        Interlocked.Add(ref _busyTicks, candidate.Elapsed.Ticks);
        _current.Add(window.Outcome);
        if (window.Outcome != WindowOutcome.Incomplete) _current.Add(window.Elapsed);
        // Where something is wrong, versions may see it differently: that is what new ones are for.
        if (window is { Outcome: WindowOutcome.Done, Alarms: not true } && outcome == WindowOutcome.Done)
            _distance.Add(window.Score, window.Threshold, candidate.Score, candidate.Threshold);
        if (window.Alarms is not { } before || candidate.Alarms(outcome.Value) is not { } now) return;
        Interlocked.Increment(ref _compared);
        if (before) Interlocked.Increment(ref _currentAlarms);
        if (now) Interlocked.Increment(ref _candidateAlarms);
    }
}
