using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Drivers;

/// <summary>What a driver is made with.</summary>
/// <param name="Name">The source's name.</param>
/// <param name="Sink">Takes its readings.</param>
public sealed record DriverContext(string Name, ReadingSink Sink, TimeProvider Time);
