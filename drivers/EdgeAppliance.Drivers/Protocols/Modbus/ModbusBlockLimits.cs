namespace EdgeAppliance.Drivers.Protocols.Modbus;

/// <summary>How large a request may be.</summary>
/// <param name="GapRegistersMax">Registers that nobody asked for and that are read all the same, since a request costs more than they do;
/// of coils sixteen times as many.</param>
internal sealed record ModbusBlockLimits(int GapRegistersMax = 8, int RegistersMax = ModbusPdu.RegistersMax, int BitsMax = ModbusPdu.BitsMax);
