using EdgeAppliance.Core.Steps;

namespace EdgeAppliance.Drivers.Sensors.Adxl345;

/// <param name="RateCode">6 to 15: 6.25 Hz to 3200 Hz (data sheet, table 7).</param>
/// <param name="RangeCode">0 to 3: ±2 g to ±16 g (table 21).</param>
internal sealed record Adxl345Options(int RateCode, int RangeCode)
{
    private const int FirstRateCode = 6;

    private static readonly double[] s_ratesHz = [6.25, 12.5, 25, 50, 100, 200, 400, 800, 1600, 3200];

    public double RateHz => s_ratesHz[RateCode - FirstRateCode];

    /// <summary>Twice before the queue is full.</summary>
    public TimeSpan FetchEvery(int queued) => TimeSpan.FromMilliseconds(Math.Clamp(Math.Floor(queued / 2 / RateHz * 1000), SensorOptions.EveryMin.TotalMilliseconds, 1000));

    /// <summary>Binds <c>rateHz</c> and <c>rangeG</c>.</summary>
    public static Adxl345Options Bind(StepConfiguration settings) =>
        new(SensorBinder.Choice(settings, "rateHz", 100, s_ratesHz) + FirstRateCode, SensorBinder.Choice(settings, "rangeG", 16, 2, 4, 8, 16));
}
