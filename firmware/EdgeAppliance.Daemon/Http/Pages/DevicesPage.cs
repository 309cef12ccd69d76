namespace EdgeAppliance.Daemon.Http.Pages;

/// <summary>The devices that are known, and who was let in since the start.</summary>
internal sealed record DevicesPage
{
    /// <summary>False where <c>access</c> is not configured: then every device that reaches a loopback address is taken.</summary>
    public bool Enforced { get; init; }

    public IReadOnlyList<DeviceStatus> Devices { get; init; } = [];

    /// <summary>Connections let in.</summary>
    public long Admitted { get; init; }

    /// <summary>Connections refused, by the reason.</summary>
    public IReadOnlyDictionary<string, long> Refused { get; init; } = new Dictionary<string, long>();

    /// <summary>The same by where they came in, as <c>listen</c> names it, and then by the reason; without those that there were none of.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, long>> RefusedAt { get; init; } = new Dictionary<string, IReadOnlyDictionary<string, long>>();

    public long PublishesDenied { get; init; }

    public long SubscriptionsDenied { get; init; }

    /// <summary>Null where nothing is watched.</summary>
    public BehaviourPage? Behaviour { get; init; }
}
