namespace EdgeAppliance.Drivers;

/// <summary>One line of the catalog: a source's type in the configuration, and how its keys are bound.</summary>
public sealed record DriverKind(string Type, DriverBinder Bind);
