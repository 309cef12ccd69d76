using System.Device.Spi;

namespace EdgeAppliance.Drivers.Buses;

/// <summary>Opens a chip's place on a bus: the board's (Linux/Spi/BoardSpi.cs), or a simulated one.</summary>
/// <exception cref="BusException">It cannot be opened.</exception>
internal delegate SpiDevice SpiOpener(SpiPlace place);
