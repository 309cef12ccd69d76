using System.Collections.Immutable;
using System.Text.Json;

namespace EdgeAppliance.Core.Steps.Reduction;

/// <summary>Reads a <c>swingdoor</c> step's configuration.</summary>
internal static class SwingDoorBinder
{
    public static SwingDoorOptions Bind(StepConfiguration configuration)
    {
        var names = ImmutableArray.CreateBuilder<string>();
        var errors = ImmutableArray.CreateBuilder<double>();
        foreach (var (channel, value) in configuration.Members("channels"))
        {
            names.Add(channel);
            errors.Add(BindError(configuration, channel, value));
        }
        if (!configuration.Has("channels")) configuration.Report("channels", "is missing: channel names with their errors.");
        long maxGapUs = (long)configuration.Duration("maxGap", TimeSpan.FromMinutes(10)).TotalMicroseconds;
        string? late = configuration.Has("late") ? configuration.Text("late", "late") : null;
        if (names.Contains(late!)) configuration.Report("late", "is the name of a channel that is kept.");
        return new SwingDoorOptions(names.ToImmutable(), errors.ToImmutable(), maxGapUs) { Late = late };
    }

    private static double BindError(StepConfiguration configuration, string channel, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Number) return BindFraction(configuration.Nested("channels", channel, value));
        if (value.TryGetDouble(out double error) && error >= 0 && double.IsFinite(error)) return error;
        configuration.Report($"channels.{channel}", "must be a number, 0 or more.");
        return 0;
    }

    private static double BindFraction(StepConfiguration configuration)
    {
        double fraction = configuration.Number("fraction", 0.01);
        double low = configuration.Number("low", 0);
        double high = configuration.Number("high", 1);
        configuration.RefuseUnknown();
        if (!configuration.Has("fraction") || fraction is not (> 0 and <= 1)) configuration.Report("fraction", "must be there, more than 0 and at most 1: the part of the range from low to high.");
        if (!configuration.Has("low") || !configuration.Has("high")) configuration.Report("high", "and low must be there: the range that the fraction is of.");
        else if (!(low < high && double.IsFinite(high - low))) configuration.Report("high", "must be more than low.");
        return fraction * (high - low);
    }
}
