using EdgeAppliance.Core.Steps;

namespace EdgeAppliance.Drivers.Sensors.Ina226;

/// <param name="AveragesCode">0 to 7: 1 to 1024 samples (SBOS547, table 7-1).</param>
/// <param name="ConversionCode">0 to 7: 140 µs to 8.244 ms a sample (tables 7-2 and 7-3).</param>
internal sealed record Ina226Options(double ShuntOhms, int AveragesCode, int ConversionCode)
{
    private static readonly double[] s_averages = [1, 4, 16, 64, 128, 256, 512, 1024];
    private static readonly double[] s_conversionUs = [140, 204, 332, 588, 1100, 2116, 4156, 8244];

    // Both voltages, and a tenth for the clock.
    public double RoundMs => s_averages[AveragesCode] * s_conversionUs[ConversionCode] * 2 * 1.1 / 1000;

    /// <summary>Binds <c>shuntOhms</c>, <c>averages</c> and <c>conversionMicroseconds</c>.</summary>
    public static Ina226Options Bind(StepConfiguration settings) => new(
        SensorBinder.Number(settings, "shuntOhms", 0.1, 1e-6, 1000), SensorBinder.Choice(settings, "averages", 1, s_averages),
        SensorBinder.Choice(settings, "conversionMicroseconds", 1100, s_conversionUs));
}
