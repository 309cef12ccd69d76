using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace EdgeAppliance.Core.Steps.Aggregation;

/// <summary>Reads an <c>aggregate</c> step's configuration.</summary>
internal static class AggregateBinder
{
    private const int PercentilesMax = 16;

    private static readonly string[] Names = ["count", "sum", "mean", "min", "max", "std"];

    public static AggregateOptions Bind(StepConfiguration configuration)
    {
        bool isSession = configuration.Has("gap");
        var gap = configuration.Duration("gap", TimeSpan.FromSeconds(1));
        var size = isSession && !configuration.Has("size") ? default : configuration.Extent("size", null);
        var hop = configuration.Extent("hop", size);
        if (size.IsTime != hop.IsTime) configuration.Report("hop", "must be a number of readings where size is one, and a duration where size is one.");
        if (isSession && configuration.Has("hop")) configuration.Report("hop", "cannot stand beside gap: sessions do not overlap.");
        var functions = BindFunctions(configuration);
        var percentiles = BindPercentiles(configuration);
        bool isNone = functions.Count == 0 && (percentiles is null || !configuration.Has("functions"));
        if (isNone) functions.AddRange([AggregateFunction.Count, AggregateFunction.Mean, AggregateFunction.Min, AggregateFunction.Max, AggregateFunction.Std]);
        return new AggregateOptions(size, hop, [.. functions])
        {
            GapUs = isSession ? (long)gap.TotalMicroseconds : 0,
            Percentiles = percentiles,
        };
    }

    /// <summary>What the results of one channel are called, in order.</summary>
    public static IReadOnlyList<string> ResultNames(AggregateOptions options)
    {
        var names = options.Functions.Select(function => Names[(int)function]).ToList();
        if (options.Percentiles is { } percentiles) names.AddRange(percentiles.Of.Select(percent => "p" + percent.ToString(CultureInfo.InvariantCulture)));
        return names;
    }

    private static List<AggregateFunction> BindFunctions(StepConfiguration configuration)
    {
        var functions = new List<AggregateFunction>();
        foreach (string name in configuration.Texts("functions"))
        {
            if (Array.IndexOf(Names, name) is var at and >= 0) functions.Add((AggregateFunction)at);
            else configuration.Report($"functions[{functions.Count}]", $"'{name}' is not known; known are {string.Join(", ", Names)}.");
        }
        return functions;
    }

    private static PercentileOptions? BindPercentiles(StepConfiguration configuration)
    {
        int exactUpTo = configuration.Integer("exactUpTo", 1024, 16, StepLimits.WindowRowsMax);
        if (!configuration.TryGet("percentiles", out var list)) return null;
        var of = ImmutableArray.CreateBuilder<double>();
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() is 0 or > PercentilesMax)
        {
            configuration.Report("percentiles", $"must be a list of 1 to {PercentilesMax} numbers.");
            return null;
        }
        foreach (var item in list.EnumerateArray())
        {
            bool isGood = item.ValueKind == JsonValueKind.Number && item.TryGetDouble(out double percent) && percent is > 0 and < 100;
            if (!isGood) configuration.Report($"percentiles[{of.Count}]", "must be a number more than 0 and less than 100.");
            else if (of.Contains(item.GetDouble())) configuration.Report($"percentiles[{of.Count}]", "stands twice.");
            of.Add(isGood ? item.GetDouble() : 50);
        }
        return new PercentileOptions(of.ToImmutable(), exactUpTo);
    }
}
