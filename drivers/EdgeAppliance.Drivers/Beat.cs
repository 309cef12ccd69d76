namespace EdgeAppliance.Drivers;

/// <summary>A steady beat that does not drift: the n-th one is due n periods after the first, however late those before it were.</summary>
internal sealed class Beat(TimeProvider time, WakeTimer timer, TimeSpan every)
{
    private readonly long _start = time.GetTimestamp();
    private readonly double _period = every.TotalSeconds * time.TimestampFrequency;
    private long _beats = 1;

    /// <summary>As <see cref="TimeProvider.GetTimestamp"/> counts.</summary>
    public long DueAt => _start + (long)Math.Ceiling(_beats * _period);

    /// <summary>Waits for the next beat.</summary>
    /// <param name="missed">Beats that went by meanwhile: this one is the last of those that are due.</param>
    /// <returns>False where the source is to end.</returns>
    public bool Wait(out long missed)
    {
        bool goOn = timer.WaitUntil(DueAt);
        missed = Pass();
        return goOn;
    }

    /// <summary>Takes the beat that is due, for whoever waits in another way.</summary>
    /// <returns>Beats that went by meanwhile.</returns>
    public long Pass()
    {
        long missed = Math.Max(0, (long)((time.GetTimestamp() - _start) / _period) - _beats);
        _beats += missed + 1;
        return missed;
    }
}
