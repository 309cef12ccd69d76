namespace EdgeAppliance.Drivers.Replay;

/// <summary>What is learnt of a recording while it is played once: how far its times must be moved for the next round.</summary>
internal struct ReplayRound()
{
    private long _firstUs = long.MaxValue;
    private long _lastUs = long.MinValue;
    private long _rows;

    public readonly bool IsEmpty => _rows == 0;

    public void Add(long timeUs)
    {
        _firstUs = Math.Min(_firstUs, timeUs);
        _lastUs = Math.Max(_lastUs, timeUs);
        _rows++;
    }

    /// <summary>The move for the first round that ends behind a time.</summary>
    /// <param name="shiftUs">The move of the round that ended.</param>
    public readonly long NextShift(long shiftUs, long afterUs)
    {
        long lengthUs = Math.Max(1, _lastUs - _firstUs);
        // The next round begins one usual step behind the last row.
        long wholeUs = lengthUs + Math.Max(1, lengthUs / Math.Max(1, _rows - 1));
        long skipped = afterUs > _lastUs + shiftUs ? (afterUs - _lastUs - shiftUs) / wholeUs : 0;
        return shiftUs + (1 + skipped) * wholeUs;
    }
}
