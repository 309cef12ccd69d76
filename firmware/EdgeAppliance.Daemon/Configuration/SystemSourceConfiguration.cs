namespace EdgeAppliance.Daemon.Configuration;

/// <summary>This machine's own sensors.</summary>
internal sealed record SystemSourceConfiguration(string Name, bool Durable, TimeSpan Every) : SourceConfiguration(Name, "system", Durable);
