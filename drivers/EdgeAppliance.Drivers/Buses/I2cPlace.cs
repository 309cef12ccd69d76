namespace EdgeAppliance.Drivers.Buses;

/// <summary>Where a chip sits.</summary>
/// <param name="Bus">The adapter: a number, or its name as the kernel gives it (Linux/I2c/I2cAdapters.cs).</param>
/// <param name="Address">Seven bits.</param>
internal sealed record I2cPlace(string Bus, int Address)
{
    /// <summary>Addresses below and above are the bus's own (NXP UM10204, table 4).</summary>
    public const int AddressMin = 0x08, AddressMax = 0x77;

    public override string ToString() => $"0x{Address:x2} on I2C bus {Bus}";
}
