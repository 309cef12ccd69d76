namespace EdgeAppliance.Daemon.Http.Pages;

/// <summary>How the devices behave that are watched.</summary>
internal sealed record BehaviourPage
{
    public int Watched { get; init; }

    public int Learning { get; init; }

    /// <summary>Those that do not behave, or are held back.</summary>
    public int Anomalous { get; init; }

    public int Throttled { get; init; }

    public int Quarantined { get; init; }

    /// <summary>Readings that were not taken of devices that are held back, since the start.</summary>
    public long Refused { get; init; }

    /// <summary>The worst first; not more than a thousand.</summary>
    public IReadOnlyList<BehaviourStatus> Devices { get; init; } = [];
}
