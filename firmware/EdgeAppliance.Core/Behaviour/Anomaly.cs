namespace EdgeAppliance.Core.Behaviour;

/// <summary>Whether one kind of behaviour counts as wrong: once it was so for so many verdicts in a row, until it was not for so many.</summary>
internal struct Anomaly
{
    private ushort _against;

    public bool IsActive { get; private set; }

    /// <summary>When it became active, by the watch's clock.</summary>
    public long Since { get; private set; }

    /// <summary>What was seen then, and the limit that it broke.</summary>
    public float Seen { get; private set; }

    public float Limit { get; private set; }

    /// <returns>True where this verdict raises or clears it.</returns>
    public bool Takes(bool isWrong, BehaviourRule rule)
    {
        if (isWrong == IsActive)
        {
            _against = 0;
            return false;
        }
        if (++_against < (IsActive ? rule.ClearAfter : rule.RaiseAfter)) return false;
        _against = 0;
        IsActive = !IsActive;
        return true;
    }

    public void Note(double seen, double limit, long now) => (Seen, Limit, Since) = ((float)seen, (float)limit, now);
}
