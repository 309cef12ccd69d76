using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Behaviour;

/// <summary>What is known of one device's behaviour: 1 <see cref="Admit"/> asks whether a reading is taken, 2 <see cref="Observe"/> judges one that
/// was, 3 <see cref="Sweep"/> notices what time alone brings about. Neither allocates for a reading. Any thread calls.</summary>
/// <remarks>Times are ticks of 100 ns by the watch's clock, which is never set.</remarks>
public sealed partial class WatchedDevice
{
    private const int ReadingsLearntMin = 30;
    private const int ListsMax = 4;

    /// <summary>Windows of silence that are judged one by one; after more the count begins anew.</summary>
    private const int WindowsAtOnce = 64;

    private readonly Lock _lock = new();
    private readonly BehaviourRules? _rules;
    private volatile BehaviourGate _gate;

    // Guarded by _lock.
    private Anomalies _anomalies;
    private Baseline _baseline;
    private ChannelLimits[] _lists = [];
    private string _channel = "";
    private TokenRate _tokens;
    private bool _isLearning;
    private long _learnedFor;
    private long _lastAt;
    private long _windowEnds;
    private int _inWindow;
    private bool _isWindowJudged;
    private int _readings;
    private double _expected = double.NaN;
    private long _quarantinedUntil;
    private long _refused;

    internal WatchedDevice(BehaviourTable table, BehaviourRules? rules, string source, string device)
    {
        Table = table;
        _rules = rules;
        (Source, Device) = (source, device);
        Begin_NeedsLock();
    }

    public string Source { get; }

    public string Device { get; }

    /// <summary>Where it is looked up; null once it is forgotten, and has to be looked up again.</summary>
    internal BehaviourTable? Table { get; private set; }

    /// <summary>Whether it must be told from others in what is saved.</summary>
    internal bool IsChanged { get; private set; }

    /// <summary>Whether it is told one by one; the sweep's.</summary>
    internal bool IsNamed { get; set; }

    /// <summary>False for the one that stands for all devices that no rules cover.</summary>
    public bool IsWatched => _rules is not null;

    public BehaviourGate Gate => _gate;

    /// <summary>1: whether a reading of it is taken now. One that is not is counted.</summary>
    public BehaviourGate Admit(long now)
    {
        if (_gate == BehaviourGate.Open) return BehaviourGate.Open;
        lock (_lock)
        {
            if (_gate == BehaviourGate.Quarantined && now >= _quarantinedUntil) Release_NeedsLock();
            var gate = _gate;
            if (gate == BehaviourGate.Open || gate == BehaviourGate.Throttled && _tokens.TryTake(_rules!.ThrottleTo, now)) return BehaviourGate.Open;
            _refused++;
            Arrive_NeedsLock(now);
            // Else a flood would end as soon as it is held back.
            if (gate == BehaviourGate.Throttled) Count_NeedsLock(now);
            return gate;
        }
    }

    /// <summary>A reading that was let through could not be taken yet, and will be asked about again.</summary>
    public void Withdraw()
    {
        if (_gate != BehaviourGate.Throttled) return;
        lock (_lock)
            if (_gate == BehaviourGate.Throttled) _tokens.Give(_rules!.ThrottleTo);
    }

    /// <summary>2: a reading that is taken.</summary>
    /// <param name="bytes">Of its payload; 0 where it has none.</param>
    public void Observe(ChannelSet channels, ReadOnlySpan<double> values, int bytes, long now)
    {
        if (_rules is null) return;
        lock (_lock)
        {
            if (_gate == BehaviourGate.Quarantined) return;
            _readings++;
            Arrive_NeedsLock(now);
            Count_NeedsLock(now);
            if (_rules.Size is { } size)
            {
                if (_isLearning && size.IsLearnt) _baseline.Size.Learn(bytes);
                else Judge_NeedsLock(BehaviourKind.Size, size, _baseline.Size, bytes, now);
            }
            if (_rules.Range is not null || _rules.Sequence is not null) ObserveValues_NeedsLock(channels, values, now);
            if (_isLearning && _learnedFor >= _rules.LearnFor.Ticks && _readings >= ReadingsLearntMin) EndLearning_NeedsLock();
        }
    }

    /// <summary>3: silence, windows without readings, and the end of a quarantine.</summary>
    /// <param name="counts">Where it is counted.</param>
    /// <returns>Whether it behaves unlike itself, or may not send what it likes.</returns>
    internal bool Sweep(long now, ref BehaviourCounts counts)
    {
        lock (_lock)
        {
            bool isAnomalous = Sweep_NeedsLock(now);
            counts.Add(isAnomalous, _isLearning && _lastAt > 0, _gate, _refused);
            return isAnomalous;
        }
    }

    private bool Sweep_NeedsLock(long now)
    {
        if (_gate == BehaviourGate.Quarantined)
        {
            if (now < _quarantinedUntil) return true;
            Release_NeedsLock();
        }
        if (_lastAt == 0) return false;
        if (_rules!.Silence is { } silence && !(_isLearning && silence.IsLearnt) && Seconds(now - _lastAt) is var still && !_baseline.Silence.Holds(still))
            Judge_NeedsLock(BehaviourKind.Silence, silence, _baseline.Silence, still, now);
        Roll_NeedsLock(now);
        return _gate != BehaviourGate.Open || IsAnomalous_NeedsLock();
    }

    private void Arrive_NeedsLock(long now)
    {
        if (_lastAt == 0) IsChanged = true;
        else if (_isLearning)
        {
            _learnedFor += now - _lastAt;
            if (_rules!.Silence is { IsLearnt: true }) _baseline.Silence.Learn(Seconds(now - _lastAt));
        }
        _lastAt = now;
        if (_rules!.Silence is { } silence && !(_isLearning && silence.IsLearnt)) Judge_NeedsLock(BehaviourKind.Silence, silence, _baseline.Silence, 0, now);
    }

    private void Count_NeedsLock(long now)
    {
        if (_rules!.Rate is not { } rate) return;
        Roll_NeedsLock(now);
        _inWindow++;
        if (_isWindowJudged || _isLearning && rate.IsLearnt || PerSecond(_inWindow) is var seen && seen <= _baseline.Rate.Most) return;
        // Nobody waits until the window of a flood ends.
        _isWindowJudged = true;
        Judge_NeedsLock(BehaviourKind.Rate, rate, _baseline.Rate, seen, now);
    }

    private void Roll_NeedsLock(long now)
    {
        if (_rules!.Rate is not { } rate) return;
        if (_windowEnds == 0) _windowEnds = now + _rules.RateOver.Ticks;
        for (int i = 0; now >= _windowEnds; i++)
        {
            if (i == WindowsAtOnce) _windowEnds = now;
            else if (_isLearning && rate.IsLearnt) _baseline.Rate.Learn(PerSecond(_inWindow));
            else if (!_isWindowJudged) Judge_NeedsLock(BehaviourKind.Rate, rate, _baseline.Rate, PerSecond(_inWindow), now);
            _windowEnds += _rules.RateOver.Ticks;
            _inWindow = 0;
            _isWindowJudged = false;
        }
    }

    private void ObserveValues_NeedsLock(ChannelSet channels, ReadOnlySpan<double> values, long now)
    {
        if (Limits_NeedsLock(channels) is not { } limits) return;
        if (_rules!.Range is { } range)
        {
            if (_isLearning && range.IsLearnt) limits.Learn(values);
            else if (limits.FirstBeyond(values) is >= 0 and var beyond)
            {
                if (!_anomalies[(int)BehaviourKind.Range].IsActive) _channel = channels[beyond];
                Judge_NeedsLock(BehaviourKind.Range, range, limits.Limits[beyond], values[beyond], now);
            }
            else Judge_NeedsLock(BehaviourKind.Range, range, new Extremes(double.NaN, double.NaN), 0, now);
        }
        if (_rules.Sequence is { } sequence && limits.SequenceAt >= 0 && values[limits.SequenceAt] is var number && !double.IsNaN(number)) Follow_NeedsLock(sequence, number, now);
    }

    private void Follow_NeedsLock(BehaviourRule sequence, double number, long now)
    {
        if (!double.IsNaN(_expected)) Judge_NeedsLock(BehaviourKind.Sequence, sequence, new Extremes(_expected, _expected), number, now);
        _expected = _rules!.SequenceWrap > 0 && number + 1 >= _rules.SequenceWrap ? 0 : number + 1;
    }

    private ChannelLimits? Limits_NeedsLock(ChannelSet channels)
    {
        foreach (var limits in _lists)
            if (limits.Is(channels)) return limits;
        if (_lists.Length == ListsMax) return null;
        var more = new ChannelLimits(channels, _rules!, KnownLimits_NeedsLock);
        _lists = [.. _lists, more];
        return more;
    }

    private Extremes KnownLimits_NeedsLock(string channel)
    {
        if (_rules!.Range is not { IsLearnt: true }) return _rules.Ranges.TryGetValue(channel, out var declared) ? new Extremes(declared.Low, declared.High) : new Extremes(double.NaN, double.NaN);
        // What it did not send while it was learnt is not judged.
        return Remembered_NeedsLock(channel) ?? (_isLearning ? new Extremes() : new Extremes(double.NaN, double.NaN));
    }

    private void Judge_NeedsLock(BehaviourKind kind, BehaviourRule rule, in Extremes limits, double seen, long now)
    {
        bool isWrong = !limits.Holds(seen);
        ref var anomaly = ref _anomalies[(int)kind];
        if (!anomaly.Takes(isWrong, rule)) return;
        anomaly.Note(seen, isWrong ? limits.Broken(seen) : 0, now);
        if (isWrong && rule.Action == BehaviourAction.Quarantine) Quarantine_NeedsLock(now);
        else if (rule.Action == BehaviourAction.Throttle) Throttle_NeedsLock(now);
    }

    private double PerSecond(int readings) => readings / _rules!.RateOver.TotalSeconds;

    private static double Seconds(long ticks) => (double)ticks / TimeSpan.TicksPerSecond;
}
