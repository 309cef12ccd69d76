namespace EdgeAppliance.Drivers.Protocols.Can;

/// <summary>Opens an interface.</summary>
/// <param name="filters">What is let through: (frame's id and mask) == (id and mask).</param>
/// <param name="stop">Ends every wait.</param>
/// <exception cref="Buses.BusException">It cannot be opened.</exception>
internal delegate CanPort CanOpener(CanOptions options, IReadOnlyList<CanFilter> filters, CancellationToken stop);
