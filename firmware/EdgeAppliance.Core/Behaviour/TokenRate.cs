namespace EdgeAppliance.Core.Behaviour;

/// <summary>Lets so many a second pass, and after a pause a second's worth at once.</summary>
internal struct TokenRate
{
    private double _tokens;
    private long _at;

    public void Fill(double perSecond, long now) => (_tokens, _at) = (Burst(perSecond), now);

    public bool TryTake(double perSecond, long now)
    {
        _tokens = Math.Min(Burst(perSecond), _tokens + perSecond * (now - _at) / TimeSpan.TicksPerSecond);
        _at = now;
        if (_tokens < 1) return false;
        _tokens--;
        return true;
    }

    /// <summary>What was taken did not pass after all.</summary>
    public void Give(double perSecond) => _tokens = Math.Min(Burst(perSecond), _tokens + 1);

    private static double Burst(double perSecond) => Math.Max(1, perSecond);
}
