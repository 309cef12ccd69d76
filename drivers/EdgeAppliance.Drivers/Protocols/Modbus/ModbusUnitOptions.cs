namespace EdgeAppliance.Drivers.Protocols.Modbus;

/// <summary>One device on a line.</summary>
/// <param name="Device">Its readings' device; empty where the source's name is.</param>
/// <param name="Unit">Its number on the line.</param>
internal sealed record ModbusUnitOptions(string Device, byte Unit, TimeSpan Every, IReadOnlyList<ModbusChannel> Channels);
