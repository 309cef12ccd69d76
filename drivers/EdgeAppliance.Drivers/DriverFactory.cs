using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Drivers;

/// <summary>Makes a source of what was bound from its configuration.</summary>
public delegate ISource DriverFactory(DriverContext context);
