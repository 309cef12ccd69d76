namespace EdgeAppliance.Daemon.Http.Pages;

/// <summary><c>/api/outbox</c>.</summary>
internal sealed record OutboxPage
{
    public required long Bytes { get; init; }

    /// <summary><c>outbox.maxBytes</c> of the configuration.</summary>
    public required long BytesMax { get; init; }

    /// <summary>As the configuration spells it, such as <c>dropOldest</c>.</summary>
    public required string WhenFull { get; init; }

    /// <summary>Records dropped at the limit since the start.</summary>
    public required long Dropped { get; init; }

    /// <summary>Gap records made for them.</summary>
    public required long Gaps { get; init; }

    /// <summary>Bytes written to the disk for readings and records since the start.</summary>
    public required long Written { get; init; }

    /// <summary>What that comes to in a day, if it goes on so: flash wears out by it.</summary>
    public required long WrittenPerDay { get; init; }

    /// <summary>Times that the disk was asked to make it stable, since the start.</summary>
    public required long Syncs { get; init; }

    public IReadOnlyList<LaneStatus> Lanes { get; init; } = [];
}
