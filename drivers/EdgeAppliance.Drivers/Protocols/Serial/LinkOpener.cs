namespace EdgeAppliance.Drivers.Protocols.Serial;

/// <summary>Opens a link: the network's, a serial port's, or a simulated one.</summary>
/// <param name="stop">Ends every wait on the link.</param>
/// <exception cref="Buses.BusException">It cannot be opened.</exception>
internal delegate ByteLink LinkOpener(TimeProvider time, CancellationToken stop);
