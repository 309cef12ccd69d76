namespace EdgeAppliance.Drivers.Sensors;

/// <summary>Opens a sensor, without talking to it yet.</summary>
/// <exception cref="Buses.BusException">It cannot be opened.</exception>
internal delegate Sensor SensorOpener();
