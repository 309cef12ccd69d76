using EdgeAppliance.Core.Steps;
using EdgeAppliance.Drivers.Sensors;

namespace EdgeAppliance.Drivers.Linux.Pwm;

/// <param name="Chip">Its device's name, such as <c>1f00098000.pwm</c>, or <c>pwmchipN</c>, whose number is chance.</param>
/// <param name="InitialDuty">0 to 1, at the start.</param>
/// <param name="SafeDuty">0 to 1, at the end.</param>
internal sealed record PwmOptions(string Chip, int Output, double FrequencyHz, double InitialDuty, double SafeDuty)
{
    /// <summary>Binds <c>chip</c>, <c>output</c>, <c>frequencyHz</c>, <c>initial</c> and <c>safe</c>.</summary>
    public static PwmOptions Bind(StepConfiguration settings)
    {
        if (!settings.Has("chip")) settings.Report("chip", "is missing: its device's name, as 'ls -l /sys/class/pwm/*/device' shows it, or pwmchipN.");
        return new PwmOptions(settings.Text("chip", ""), settings.Integer("output", 0, 0, 63), SensorBinder.Number(settings, "frequencyHz", 1000, 0.1, 1e6),
            SensorBinder.Number(settings, "initial", 0, 0, 1), SensorBinder.Number(settings, "safe", 0, 0, 1));
    }
}
