namespace EdgeAppliance.Core.Steps.Reduction;

/// <summary>Reads a <c>clip</c> step's configuration.</summary>
internal static class ClipBinder
{
    public static ClipOptions Bind(StepConfiguration configuration)
    {
        var (when, constants) = ConditionBinder.Bind(configuration);
        if (!configuration.Has("when")) configuration.Report("when", "is missing: a condition such as \"vibration > 5\".");
        var begins = new AlarmOptions(configuration.Text("alarm", when), when, configuration.Integer("raiseAfter", 1, 1, 1_000_000), configuration.Integer("clearAfter", 1, 1, 1_000_000), constants);
        long beforeUs = Us(configuration, "before", 10);
        long afterUs = Us(configuration, "after", 10);
        long longestUs = Us(configuration, "longest", 600);
        if (longestUs < afterUs) configuration.Report("longest", "must not be less than after.");
        configuration.TellsReadings = configuration.Has("alarm");
        return new ClipOptions(begins, beforeUs, afterUs, longestUs, configuration.Integer("maxReadings", StepLimits.WindowRowsMax, 1, StepLimits.WindowRowsMax))
        {
            RaisesAlarm = configuration.Has("alarm"),
            Number = configuration.Has("number") ? configuration.Text("number", "clip") : null,
        };
    }

    private static long Us(StepConfiguration configuration, string key, int seconds) => (long)configuration.Duration(key, TimeSpan.FromSeconds(seconds)).TotalMicroseconds;
}
