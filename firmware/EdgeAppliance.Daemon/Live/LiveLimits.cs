namespace EdgeAppliance.Daemon.Live;

/// <summary>What those who watch readings may take of the appliance.</summary>
internal sealed record LiveLimits
{
    /// <summary>Of all sources; one more is refused.</summary>
    public int ClientsMax { get; init; } = 32;

    /// <summary>Readings that wait for one client; at it the oldest are dropped, and the client is told how many.</summary>
    public int WaitingMax { get; init; } = 1000;

    /// <summary>Last readings of a source that a client that comes back is given.</summary>
    public int KeptMax { get; init; } = 500;

    /// <summary>Readings that wait to be handed out; at it the oldest batch is dropped.</summary>
    public int BatchesMax { get; init; } = 256;

    /// <summary>Devices of a source whose last reading is kept; those beyond it are counted.</summary>
    public int DevicesMax { get; init; } = 4096;

    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(15);
}
