using System.Collections.Immutable;
using System.Text.Json;

namespace EdgeAppliance.Core.Steps.Reduction;

/// <summary>Channels, each with how far off is still near enough: in its own unit, or as a part of its range.</summary>
internal readonly record struct ChannelBands(ImmutableArray<string> Channels, ImmutableArray<double> Bands)
{
    /// <param name="what">What a band is called here.</param>
    public static ChannelBands Bind(StepConfiguration configuration, string what)
    {
        var names = ImmutableArray.CreateBuilder<string>();
        var bands = ImmutableArray.CreateBuilder<double>();
        foreach (var (channel, value) in configuration.Members("channels"))
        {
            names.Add(channel);
            bands.Add(BindBand(configuration, channel, value));
        }
        if (!configuration.Has("channels")) configuration.Report("channels", $"is missing: channel names with their {what}.");
        return new ChannelBands(names.ToImmutable(), bands.ToImmutable());
    }

    private static double BindBand(StepConfiguration configuration, string channel, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Number) return BindFraction(configuration.Nested("channels", channel, value));
        if (value.TryGetDouble(out double band) && band >= 0 && double.IsFinite(band)) return band;
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
