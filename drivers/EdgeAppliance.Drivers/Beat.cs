namespace EdgeAppliance.Drivers;

/// <summary>A steady beat that does not drift: the n-th one is due n periods after the first, however late those before it were.</summary>
internal sealed class Beat(TimeProvider time, WakeTimer timer, TimeSpan every)
{
    private readonly long _start = time.GetTimestamp();
    private readonly double _period = every.TotalSeconds * time.TimestampFrequency;
    private long _beats;

    /// <summary>Waits for the next beat.</summary>
    /// <param name="missed">Beats that went by meanwhile: this one is the last of those that are due.</param>
    /// <returns>False where the source is to end.</returns>
    public bool Wait(out long missed)
    {
        _beats++;
        bool goOn = timer.WaitUntil(_start + (long)Math.Ceiling(_beats * _period));
        missed = Math.Max(0, (long)((time.GetTimestamp() - _start) / _period) - _beats);
        _beats += missed;
        return goOn;
    }
}
