using EdgeAppliance.Core.Steps;

namespace EdgeAppliance.Drivers.Sensors.Mpu6050;

/// <param name="RateDivider">The chip's 1 kHz is divided by one more than this (RM-MPU-6000A, section 4.2).</param>
/// <param name="FilterCode">1 to 6: bandwidth 188, 98, 42, 20, 10 or 5 Hz (section 4.3).</param>
/// <param name="AccelRangeCode">0 to 3: ±2 g to ±16 g.</param>
/// <param name="GyroRangeCode">0 to 3: ±250 to ±2000 degrees a second.</param>
internal sealed record Mpu6050Options(int RateDivider, int FilterCode, int AccelRangeCode, int GyroRangeCode)
{
    private static readonly double[] s_dividers = [1, 2, 4, 5, 8, 10, 20, 25, 40, 50, 100];
    private static readonly double[] s_stepsPerDegree = [131, 65.5, 32.8, 16.4];
    private static readonly double[] s_ratesHz = [.. s_dividers.Select(divider => 1000 / divider)];

    public double RateHz => 1000.0 / (RateDivider + 1);

    /// <summary>Section 4.17.</summary>
    public double StepsPerG => 16384 >> AccelRangeCode;

    /// <summary>Section 4.19.</summary>
    public double StepsPerDegree => s_stepsPerDegree[GyroRangeCode];

    public TimeSpan FetchEvery(int queued) => TimeSpan.FromMilliseconds(Math.Clamp(Math.Floor(queued / 2 / RateHz * 1000), SensorOptions.EveryMin.TotalMilliseconds, 1000));

    /// <summary>Binds <c>rateHz</c>, <c>bandwidthHz</c>, <c>rangeG</c> and <c>rangeDegrees</c>.</summary>
    public static Mpu6050Options Bind(StepConfiguration settings) => new(
        (int)s_dividers[SensorBinder.Choice(settings, "rateHz", 100, s_ratesHz)] - 1, SensorBinder.Choice(settings, "bandwidthHz", 42, 188, 98, 42, 20, 10, 5) + 1,
        SensorBinder.Choice(settings, "rangeG", 4, 2, 4, 8, 16), SensorBinder.Choice(settings, "rangeDegrees", 500, 250, 500, 1000, 2000));
}
