namespace EdgeAppliance.Core.Steps.Reduction;

/// <summary>Reads a <c>swingdoor</c> step's configuration.</summary>
internal static class SwingDoorBinder
{
    public static SwingDoorOptions Bind(StepConfiguration configuration)
    {
        var (channels, errors) = ChannelBands.Bind(configuration, "errors");
        long maxGapUs = (long)configuration.Duration("maxGap", TimeSpan.FromMinutes(10)).TotalMicroseconds;
        string? late = configuration.Has("late") ? configuration.Text("late", "late") : null;
        if (channels.Contains(late!)) configuration.Report("late", "is the name of a channel that is kept.");
        return new SwingDoorOptions(channels, errors, maxGapUs) { Late = late };
    }
}
