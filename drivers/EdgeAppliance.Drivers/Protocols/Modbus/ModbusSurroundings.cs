namespace EdgeAppliance.Drivers.Protocols.Modbus;

/// <summary>What the units of a source share beside their line.</summary>
/// <param name="Timer">The source's thread sleeps on it.</param>
internal sealed record ModbusSurroundings(DriverContext Context, WakeTimer Timer);
