using EdgeAppliance.Core.Steps;

namespace EdgeAppliance.Drivers;

/// <summary>Reads a source's keys once, and reports every error with its path.</summary>
/// <returns>What makes the source. Where there were errors it is never called.</returns>
public delegate DriverFactory DriverBinder(StepConfiguration settings);
