using EdgeAppliance.Core.Steps;

namespace EdgeAppliance.Drivers.Sensors.Ina219;

/// <param name="BusRangeCode">0: 16 V, 1: 32 V.</param>
/// <param name="ShuntRangeCode">0 to 3: 40, 80, 160 or 320 mV.</param>
/// <param name="AveragesCode">0 to 7: 1 to 128 samples (SBOS448, table 4).</param>
internal sealed record Ina219Options(double ShuntOhms, int BusRangeCode, int ShuntRangeCode, int AveragesCode)
{
    /// <summary>Binds <c>shuntOhms</c>, <c>busRangeVolts</c>, <c>shuntRangeVolts</c> and <c>averages</c>.</summary>
    public static Ina219Options Bind(StepConfiguration settings) => new(
        SensorBinder.Number(settings, "shuntOhms", 0.1, 1e-6, 1000), SensorBinder.Choice(settings, "busRangeVolts", 32, 16, 32),
        SensorBinder.Choice(settings, "shuntRangeVolts", 0.32, 0.04, 0.08, 0.16, 0.32), SensorBinder.Choice(settings, "averages", 1, 1, 2, 4, 8, 16, 32, 64, 128));
}
