using System.Device.Spi;
using EdgeAppliance.Drivers.Buses;

namespace EdgeAppliance.Drivers.Linux.Spi;

/// <summary>The board's SPI buses, through spidev.</summary>
internal static class BoardSpi
{
    public static SpiDevice Open(SpiPlace place)
    {
        // The package opens the file at the first transfer; a wrong name should be told at once.
        DeviceFile.Open($"/dev/spidev{place.Bus}.{place.ChipSelect}", place.ToString()).Dispose();
        return SpiDevice.Create(new SpiConnectionSettings(place.Bus, place.ChipSelect) { ClockFrequency = place.ClockHz, Mode = (SpiMode)place.Mode });
    }
}
