namespace EdgeAppliance.Daemon.Http.Pages;

/// <summary>All counts are of records, since the daemon's start.</summary>
internal sealed record UplinkStatus
{
    public required string Name { get; init; }

    public required string Type { get; init; }

    public required bool Connected { get; init; }

    /// <summary>Why there is no link, or what the last trouble was; null where all is well.</summary>
    public string? LastError { get; init; }

    public required long Sent { get; init; }

    public required long Acknowledged { get; init; }

    /// <summary>Records that the other side can never take, each replaced by a gap record.</summary>
    public long Refused { get; init; }

    /// <summary>Records of private pipelines that no privacy step had cleared, each replaced by a gap record.</summary>
    public long Withheld { get; init; }

    /// <summary>Sent and not yet acknowledged.</summary>
    public required long InFlight { get; init; }

    /// <summary>Waiting in the outbox, those in flight among them.</summary>
    public required long Backlog { get; init; }

    /// <summary>Times that a link was made.</summary>
    public long Connects { get; init; }
}
