using System.Device.I2c;
using EdgeAppliance.Drivers.Buses;

namespace EdgeAppliance.Drivers.Linux.I2c;

/// <summary>The board's I2C buses. Where an adapter knows transfers of any shape they go through System.Device.Gpio; where it
/// knows SMBus commands alone (a PC's, or the kernel's i2c-stub), through <see cref="SmbusDevice"/>.</summary>
internal static class BoardI2c
{
    public static I2cDevice Open(I2cPlace place)
    {
        int bus = I2cAdapters.Find(place.Bus);
        if (bus < 0) throw new BusException(BusFault.Unplugged, $"There is no I2C bus '{place.Bus}'.");
        var file = I2cFile.Open($"/dev/i2c-{bus}", place);
        try
        {
            if (!file.CanTransfer) return new SmbusDevice(file, new I2cConnectionSettings(bus, place.Address));
            file.Dispose();
            return I2cDevice.Create(new I2cConnectionSettings(bus, place.Address));
        }
        catch (Exception e) when (e is IOException or PlatformNotSupportedException or ArgumentException)
        {
            file.Dispose();
            throw e as BusException ?? new BusException(BusFault.Unsupported, $"{place}: {e.Message}", e);
        }
    }
}
