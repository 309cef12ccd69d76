namespace EdgeAppliance.Demo.Stages;

/// <summary>How things stand.</summary>
internal sealed record Counts
{
    public long Acknowledged { get; init; }

    /// <summary>Readings in the store so far, the machine's own among them.</summary>
    public long Stored { get; init; }

    /// <summary>Records that wait for the cloud.</summary>
    public long Backlog { get; init; }

    public long BacklogPeak { get; init; }

    /// <summary>The backlog of the last while, oldest first.</summary>
    public IReadOnlyList<long> BacklogHistory { get; init; } = [];

    /// <summary>The devices' readings that reached the cloud.</summary>
    public long Delivered { get; init; }

    public bool IsApplianceUp { get; init; }

    public bool IsLinkUp { get; init; }

    /// <summary>Since the link or the appliance changed between up and down.</summary>
    public TimeSpan Since { get; init; }

    public string Model { get; init; } = "";

    public string? TrialModel { get; init; }

    public string Alarm { get; init; } = "none so far";
}
