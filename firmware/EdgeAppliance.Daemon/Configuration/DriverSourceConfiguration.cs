using EdgeAppliance.Drivers;

namespace EdgeAppliance.Daemon.Configuration;

/// <summary>A source that drives itself: its keys are its driver's (<see cref="DriverCatalog"/>).</summary>
/// <param name="Make">Makes it of what its driver has bound.</param>
internal sealed record DriverSourceConfiguration(string Name, string Type, bool Durable, DriverFactory Make) : SourceConfiguration(Name, Type, Durable);
