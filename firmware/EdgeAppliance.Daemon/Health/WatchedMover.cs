namespace EdgeAppliance.Daemon.Health;

/// <summary>A mover and when it was last seen to move, or to have nothing to do.</summary>
internal sealed class WatchedMover(Mover mover, long now)
{
    private long _progress = mover.Progress();
    private long _movedAt = now;

    public string Name => mover.Name;

    public bool IsStuck { get; private set; }

    /// <returns>Whether <see cref="IsStuck"/> changed.</returns>
    public bool Look(TimeProvider time, TimeSpan patience)
    {
        long now = time.GetTimestamp();
        long progress = mover.Progress();
        if (progress != _progress || !mover.HasWork())
        {
            _progress = progress;
            _movedAt = now;
        }
        bool stuck = time.GetElapsedTime(_movedAt, now) >= patience;
        bool changed = stuck != IsStuck;
        IsStuck = stuck;
        return changed;
    }
}
