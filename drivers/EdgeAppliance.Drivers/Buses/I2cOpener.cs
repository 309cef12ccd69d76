using System.Device.I2c;

namespace EdgeAppliance.Drivers.Buses;

/// <summary>Opens a chip's place on a bus: the board's (Linux/I2c/BoardI2c.cs), or a simulated one.</summary>
/// <exception cref="BusException">It cannot be opened.</exception>
internal delegate I2cDevice I2cOpener(I2cPlace place);
