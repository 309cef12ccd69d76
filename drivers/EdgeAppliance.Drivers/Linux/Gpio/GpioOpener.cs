using EdgeAppliance.Drivers.Buses;

namespace EdgeAppliance.Drivers.Linux.Gpio;

/// <summary>Asks for lines: of the board (<see cref="GpioChip"/>), or simulated ones.</summary>
/// <param name="chip">The chip's label or name; empty where the lines' names say which.</param>
/// <exception cref="BusException">They cannot be had.</exception>
internal delegate IGpioLines GpioOpener(string chip, IReadOnlyList<GpioLine> lines);
