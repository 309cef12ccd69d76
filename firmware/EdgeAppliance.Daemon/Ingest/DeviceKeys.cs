namespace EdgeAppliance.Daemon.Ingest;

/// <summary>Which of one device's keys are stored, on their way, or failed. A device's keys grow, so one that is not above the highest
/// was sent before, unless storing it failed.</summary>
internal sealed class DeviceKeys
{
    // Guarded by Lock.
    private readonly List<OnTheirWay> _pending = [];
    private double _highest = double.NegativeInfinity;
    private double _failedFirst = double.PositiveInfinity;
    private double _failedLast = double.NegativeInfinity;
    private long _failures;

    /// <summary>Held from asking whether a key was sent before until it is taken.</summary>
    public Lock Lock { get; } = new();

    /// <summary>The highest key that is stored, as far as the readings log was seen.</summary>
    public double Stored { get; private set; } = double.NegativeInfinity;

    /// <summary>First and last of the keys whose storing failed; some between them may be stored.</summary>
    public (double First, double Last) Failed => (_failedFirst, _failedLast);

    /// <summary>Readings recognised as sent before since the last one that was not.</summary>
    public long RepeatedInRow { get; private set; }

    /// <param name="stored">Where it was: done once the reading is on stable storage.</param>
    public bool WasTaken_NeedsLock(double key, out Task? stored)
    {
        Settle_NeedsLock();
        stored = null;
        foreach (var pending in _pending)
            if (key >= pending.First && key <= pending.Last) stored = pending.Stored;
        if (stored is null && (key > _highest || HasFailed(key))) return false;
        stored ??= Task.CompletedTask;
        RepeatedInRow++;
        return true;
    }

    public void Take_NeedsLock(double key, Task stored)
    {
        RepeatedInRow = 0;
        bool again = key <= _highest;
        _highest = Math.Max(_highest, key);
        for (int i = 0; i < _pending.Count; i++)
        {
            if (_pending[i].Stored != stored || _pending[i].Again != again) continue;
            _pending[i] = _pending[i] with { Last = key };
            return;
        }
        _pending.Add(new OnTheirWay(stored, key, key, again, _failures));
    }

    /// <summary>A reading of this key is in the log.</summary>
    public void Store_NeedsLock(double key)
    {
        Stored = Math.Max(Stored, key);
        _highest = Math.Max(_highest, key);
    }

    /// <summary>What a snapshot said.</summary>
    public void Restore_NeedsLock(double stored, double failedFirst, double failedLast)
    {
        Store_NeedsLock(stored);
        Fail_NeedsLock(failedFirst, failedLast);
    }

    public void Settle_NeedsLock()
    {
        for (int i = _pending.Count - 1; i >= 0; i--)
        {
            var pending = _pending[i];
            if (!pending.Stored.IsCompleted) continue;
            if (!pending.Stored.IsCompletedSuccessfully) Fail_NeedsLock(pending.First, pending.Last);
            else if (pending.Again) Mend_NeedsLock(pending);
            _pending.RemoveAt(i);
        }
    }

    private bool HasFailed(double key) => key >= _failedFirst && key <= _failedLast;

    private void Fail_NeedsLock(double first, double last)
    {
        _failures++;
        _failedFirst = Math.Min(_failedFirst, first);
        _failedLast = Math.Max(_failedLast, last);
    }

    // A client sends again in the order in which it sent first (MQTT 5 section 4.6), so all failed keys from the first to the last of these are
    // stored now, unless some of them were on their way in another group and failed once more. Those before the first are not.
    private void Mend_NeedsLock(in OnTheirWay mended)
    {
        if (mended.Failures != _failures || !HasFailed(mended.Last)) return;
        if (mended.First <= _failedFirst) _failedFirst = Math.BitIncrement(mended.Last);
        else if (mended.Last >= _failedLast) _failedLast = Math.BitDecrement(mended.First);
        if (_failedFirst > _failedLast) (_failedFirst, _failedLast) = (double.PositiveInfinity, double.NegativeInfinity);
    }

    /// <param name="Again">Keys whose storing has failed before.</param>
    /// <param name="Failures">How often storing keys of the device had failed when the first of these was taken.</param>
    private readonly record struct OnTheirWay(Task Stored, double First, double Last, bool Again, long Failures);
}
