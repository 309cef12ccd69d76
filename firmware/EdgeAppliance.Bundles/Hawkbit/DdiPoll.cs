namespace EdgeAppliance.Bundles.Hawkbit;

/// <summary>What the server has for this device: at most one of the three actions.</summary>
public sealed record DdiPoll
{
    /// <summary>When it is to be asked again; null where the server does not say.</summary>
    public TimeSpan? Sleep { get; init; }

    public DdiLink? Deployment { get; init; }

    public DdiLink? Cancel { get; init; }

    /// <summary>A deployment that somebody has to agree to first.</summary>
    public DdiLink? Confirmation { get; init; }

    /// <summary>Whether it asks what device this is.</summary>
    public bool WantsAttributes { get; init; }
}
