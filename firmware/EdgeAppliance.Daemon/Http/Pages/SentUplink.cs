namespace EdgeAppliance.Daemon.Http.Pages;

/// <summary>An uplink of data.</summary>
internal sealed record SentUplink
{
    public required string Name { get; init; }

    /// <summary>By UTC, compressed, attempts that failed among them.</summary>
    public required long BytesToday { get; init; }

    public long? BytesPerDayMax { get; init; }

    /// <summary>The last ones, newest first; kept over restarts.</summary>
    public IReadOnlyList<SentBundle> Objects { get; init; } = [];
}
