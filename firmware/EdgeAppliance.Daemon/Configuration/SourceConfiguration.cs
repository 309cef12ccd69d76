namespace EdgeAppliance.Daemon.Configuration;

/// <param name="Durable">False where a producer is acknowledged at once and a crash may cost readings.</param>
internal abstract record SourceConfiguration(string Name, string Type, bool Durable)
{
    /// <summary>The channel by which a reading that is sent again is recognised; null where there is none.</summary>
    public virtual string? Key => null;

    /// <summary>Changes whenever anything of the source does.</summary>
    public string Fingerprint { get; init; } = "";
}
