namespace EdgeAppliance.Drivers.Sensors.Bme280;

/// <param name="OversamplingCode">1 to 5: 1, 2, 4, 8 or 16 times, for all three (BST-BME280-DS002, tables 20 to 24).</param>
/// <param name="FilterCode">0 to 4: off, 2, 4, 8 or 16 (table 28).</param>
internal sealed record Bme280Options(int OversamplingCode, int FilterCode)
{
    /// <summary>The longest that a measurement takes (section 9.1).</summary>
    public double MeasuringMs
    {
        get
        {
            int times = 1 << (OversamplingCode - 1);
            return 1.25 + 2.3 * times + (2.3 * times + 0.575) * 2;
        }
    }
}
