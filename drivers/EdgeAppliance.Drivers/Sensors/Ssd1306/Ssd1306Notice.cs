using System.Device.I2c;
using EdgeAppliance.Drivers.Buses;

namespace EdgeAppliance.Drivers.Sensors.Ssd1306;

/// <summary>Lines on a display of which nobody was told: it stays as it is shown until something else drives it, or its power goes.</summary>
internal static class Ssd1306Notice
{
    public const int LineCharactersMax = Ssd1306Screen.LineCharactersMax;

    /// <param name="device">Is disposed.</param>
    /// <param name="pages">Lines that the display has: 8 or 4; null for what it seems to be, and nothing is written to what seems to be something else.</param>
    /// <returns>Whether it was shown.</returns>
    /// <exception cref="BusException">Nobody answers, or the bus fails.</exception>
    public static bool Show(I2cDevice device, I2cPlace place, int? pages, IEnumerable<string> lines)
    {
        using var wire = new I2cRegisters(device, place);
        if ((pages ?? PagesOf(wire)) is not { } found) return false;
        // Not disposed: that would turn it off.
        new Ssd1306(wire, new Ssd1306Screen(found)).Show(lines);
        return true;
    }

    /// <summary>By its status, which is read without writing a byte: a PCF8574A at this address may switch relays by what is written to it, and reads as 0xFF while
    /// nobody did. Bit 6 says that the display is off (data sheet Rev 1.1, section 8.1.5), the lower four which chip it is; that is not in the data sheet.</summary>
    /// <returns>Null where it is no SSD1306.</returns>
    private static int? PagesOf(I2cRegisters wire)
    {
        Span<byte> status = stackalloc byte[1];
        wire.Read(status);
        return (status[0] & 0x0F) switch { 6 or 7 => 8, 3 => 4, _ => null };
    }
}
