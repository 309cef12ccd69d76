namespace EdgeAppliance.Edgectl.Simulate;

/// <param name="Topic">A <c>{device}</c> in it becomes the device's name.</param>
/// <param name="PerSecond">Readings a second of each device.</param>
/// <param name="Count">Readings of each device; 0 for no end.</param>
internal sealed record SimulateOptions(string Host, int Port, string Topic, int Devices, double PerSecond, long Count, int Seed);
