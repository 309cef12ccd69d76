namespace EdgeAppliance.Core.Behaviour;

/// <summary>How it is learnt, held back, released and saved.</summary>
public sealed partial class WatchedDevice
{
    // Guarded by _lock. Limits that were learnt before a restart, of channels that it has not sent since.
    private Dictionary<string, Extremes>? _remembered;

    /// <summary>Takes nothing of it from now on.</summary>
    internal void Quarantine(long now)
    {
        lock (_lock) Quarantine_NeedsLock(now);
    }

    /// <summary>Takes its readings again, whatever it did.</summary>
    internal void Release()
    {
        lock (_lock) Release_NeedsLock();
    }

    /// <summary>Forgets what it is like, and learns it anew.</summary>
    internal void Relearn()
    {
        lock (_lock)
        {
            Release_NeedsLock();
            (_lastAt, _windowEnds, _inWindow, _readings, _learnedFor) = (0, 0, 0, 0, 0);
            (_lists, _remembered) = ([], null);
            Begin_NeedsLock();
        }
    }

    /// <summary>Ends with it where it was silent since a time.</summary>
    internal bool TryForget(long before)
    {
        lock (_lock)
        {
            if (_lastAt == 0 || _lastAt > before || _gate == BehaviourGate.Quarantined) return false;
            Table = null;
            return true;
        }
    }

    public BehaviourReport Report(long now)
    {
        lock (_lock)
        {
            var anomalies = new List<BehaviourAnomaly>();
            for (int kind = 0; kind < 5; kind++)
            {
                ref var anomaly = ref _anomalies[kind];
                if (!anomaly.IsActive) continue;
                string? channel = (BehaviourKind)kind switch { BehaviourKind.Range => _channel, BehaviourKind.Sequence => _rules!.SequenceChannel, _ => null };
                anomalies.Add(new BehaviourAnomaly((BehaviourKind)kind, channel, anomaly.Seen, anomaly.Limit, TimeSpan.FromTicks(now - anomaly.Since)));
            }
            TimeSpan? left = _gate == BehaviourGate.Quarantined && _quarantinedUntil != long.MaxValue ? TimeSpan.FromTicks(Math.Max(0, _quarantinedUntil - now)) : null;
            return new BehaviourReport(Source, Device, _rules?.Name ?? "", _gate, anomalies) { IsLearning = _isLearning, Refused = _refused, Left = left };
        }
    }

    /// <summary>Null where it has never sent anything.</summary>
    internal BehaviourMemory? Memory(long now)
    {
        lock (_lock)
        {
            IsChanged = false;
            if (_lastAt == 0 && _gate != BehaviourGate.Quarantined) return null;
            bool isHeld = _gate == BehaviourGate.Quarantined;
            return new BehaviourMemory(Source, Device)
            {
                Over = _rules!.RateOver,
                IsLearnt = _rules.Learns && !_isLearning,
                LearnedFor = TimeSpan.FromTicks(_learnedFor),
                Readings = _readings,
                Rate = _baseline.Rate, Size = _baseline.Size, Silence = _baseline.Silence,
                IsQuarantined = isHeld,
                QuarantineLeft = isHeld && _quarantinedUntil != long.MaxValue ? TimeSpan.FromTicks(Math.Max(0, _quarantinedUntil - now)) : null,
                Channels = _rules.Range is { IsLearnt: true } ? AllRemembered_NeedsLock() : [],
            };
        }
    }

    /// <summary>Goes on where it was saved. What was learnt by another window of the rate does not count.</summary>
    internal void Restore(BehaviourMemory memory, long now)
    {
        lock (_lock)
        {
            _lastAt = now;
            if (_rules!.Learns && memory.Over == _rules.RateOver)
            {
                _isLearning = !memory.IsLearnt;
                (_learnedFor, _readings) = (memory.LearnedFor.Ticks, memory.Readings);
                if (_rules.Rate is { IsLearnt: true }) _baseline.Rate = memory.Rate;
                if (_rules.Size is { IsLearnt: true }) _baseline.Size = memory.Size;
                if (_rules.Silence is { IsLearnt: true }) _baseline.Silence = memory.Silence;
                _remembered = new Dictionary<string, Extremes>(memory.Channels, StringComparer.Ordinal);
            }
            if (!memory.IsQuarantined) return;
            Quarantine_NeedsLock(now);
            if (memory.QuarantineLeft is { } left) _quarantinedUntil = Math.Min(_quarantinedUntil, now + left.Ticks);
        }
    }

    private void Begin_NeedsLock()
    {
        if (_rules is null) return;
        _baseline = new Baseline(_rules);
        _isLearning = _rules.Learns;
        _expected = double.NaN;
        IsChanged = true;
    }

    private void EndLearning_NeedsLock()
    {
        _isLearning = false;
        _baseline.Widen(_rules!);
        if (_rules!.Range is { IsLearnt: true })
            foreach (var limits in _lists) limits.Widen(_rules.Margin);
        _remembered = null;
        IsChanged = true;
    }

    private void Quarantine_NeedsLock(long now)
    {
        _gate = BehaviourGate.Quarantined;
        _quarantinedUntil = _rules?.QuarantineFor is { } time ? now + time.Ticks : long.MaxValue;
        IsChanged = true;
    }

    /// <summary>Throttled as long as anything is wrong that asks for it.</summary>
    private void Throttle_NeedsLock(long now)
    {
        if (_gate == BehaviourGate.Quarantined) return;
        bool isNeeded = false;
        for (int kind = 0; kind < 5; kind++)
            isNeeded |= _anomalies[kind].IsActive && _rules!.Of((BehaviourKind)kind)!.Action == BehaviourAction.Throttle;
        if (isNeeded && _gate == BehaviourGate.Open) _tokens.Fill(_rules!.ThrottleTo, now);
        _gate = isNeeded ? BehaviourGate.Throttled : BehaviourGate.Open;
    }

    private void Release_NeedsLock()
    {
        _anomalies = default;
        // What was missed meanwhile was refused.
        _expected = double.NaN;
        (_windowEnds, _inWindow, _isWindowJudged) = (0, 0, false);
        if (_gate == BehaviourGate.Quarantined) IsChanged = true;
        _gate = BehaviourGate.Open;
    }

    private bool IsAnomalous_NeedsLock()
    {
        for (int kind = 0; kind < 5; kind++)
            if (_anomalies[kind].IsActive) return true;
        return false;
    }

    private Extremes? Remembered_NeedsLock(string channel)
    {
        Extremes? found = _remembered is not null && _remembered.TryGetValue(channel, out var remembered) ? remembered : null;
        foreach (var limits in _lists)
            if (limits.Channels.IndexOf(channel) is >= 0 and var c) found = found is { } before ? before.With(limits.Limits[c]) : limits.Limits[c];
        return found;
    }

    private Dictionary<string, Extremes> AllRemembered_NeedsLock()
    {
        var all = new Dictionary<string, Extremes>(_remembered ?? [], StringComparer.Ordinal);
        foreach (var limits in _lists)
            foreach (string channel in limits.Channels.Names) all[channel] = Remembered_NeedsLock(channel)!.Value;
        return all;
    }
}
