using System.Collections.Immutable;
using EdgeAppliance.Core.Steps.Aggregation;

namespace EdgeAppliance.Core.Steps.Privacy.Threshold;

/// <summary>Reads a <c>kthreshold</c> step's configuration.</summary>
internal static class KThresholdBinder
{
    private const int ReadingsMax = 1_000_000;

    // The smallest and the largest value are one device's own.
    private static readonly (string Name, AggregateFunction Function)[] s_functions =
        [("count", AggregateFunction.Count), ("sum", AggregateFunction.Sum), ("mean", AggregateFunction.Mean), ("std", AggregateFunction.Std)];

    public static KThresholdOptions Bind(StepConfiguration configuration)
    {
        var channels = configuration.Texts("channels");
        if (!configuration.Has("channels")) configuration.Report("channels", "is missing: the channels to aggregate.");
        else if (channels.Count > KThresholdOptions.ChannelsMax) configuration.Report("channels", $"must be {KThresholdOptions.ChannelsMax} at most.");
        if (!configuration.Has("k")) configuration.Report("k", "is missing: the least number of devices.");
        if (!configuration.Has("every")) configuration.Report("every", "is missing: how long a window lasts, such as \"15m\".");
        int k = configuration.Integer("k", 2, 2, KThresholdOptions.DevicesMax);
        var every = configuration.Duration("every", TimeSpan.FromMinutes(15));
        var lateness = configuration.Duration("lateness", TimeSpan.FromTicks(Math.Min(TimeSpan.FromSeconds(1).Ticks, every.Ticks)));
        if (lateness > every) configuration.Report("lateness", "must not be longer than every.");
        string? by = configuration.Has("by") ? configuration.Text("by", "by") : null;
        if (by is not null && channels.Contains(by)) configuration.Report("by", "is among the channels.");
        configuration.Clears = true;
        return new KThresholdOptions([.. channels], BindFunctions(configuration), k, configuration.Integer("readings", 1, 1, ReadingsMax))
        {
            SizeUs = Math.Max(1, (long)every.TotalMicroseconds),
            LatenessUs = (long)lateness.TotalMicroseconds,
            By = by,
        };
    }

    /// <summary>What the results are called, in order.</summary>
    public static IEnumerable<string> Names(KThresholdOptions options)
    {
        if (options.By is not null) yield return options.By;
        foreach (string channel in options.Channels)
        {
            foreach (var function in options.Functions) yield return $"{channel}.{Array.Find(s_functions, known => known.Function == function).Name}";
            yield return $"{channel}.devices";
        }
    }

    private static ImmutableArray<AggregateFunction> BindFunctions(StepConfiguration configuration)
    {
        var functions = new List<AggregateFunction>();
        foreach (string name in configuration.Texts("functions"))
        {
            int at = Array.FindIndex(s_functions, known => known.Name == name);
            if (at >= 0) functions.Add(s_functions[at].Function);
            else configuration.Report("functions", $"'{name}' is not known; known are {string.Join(", ", s_functions.Select(known => known.Name))}. The smallest and the largest value would be one device's own.");
        }
        return functions.Count > 0 ? [.. functions] : [AggregateFunction.Count, AggregateFunction.Mean];
    }
}
