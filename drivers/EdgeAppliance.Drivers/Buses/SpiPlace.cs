namespace EdgeAppliance.Drivers.Buses;

/// <summary>Where a chip sits: <c>/dev/spidev{Bus}.{ChipSelect}</c>.</summary>
/// <param name="Mode">Clock polarity and phase, 0 to 3.</param>
internal sealed record SpiPlace(int Bus, int ChipSelect, int ClockHz, int Mode)
{
    public override string ToString() => $"chip select {ChipSelect} on SPI bus {Bus}";
}
