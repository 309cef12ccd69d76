namespace EdgeAppliance.Daemon.Configuration;

/// <param name="Durable">False where a producer is acknowledged at once and a crash may cost readings.</param>
internal abstract record SourceConfiguration(string Name, string Type, bool Durable)
{
    /// <summary>Changes whenever anything of the source does.</summary>
    public string Fingerprint { get; init; } = "";
}
