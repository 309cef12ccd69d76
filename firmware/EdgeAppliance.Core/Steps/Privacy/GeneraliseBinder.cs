using System.Collections.Immutable;
using System.Text.Json;

namespace EdgeAppliance.Core.Steps.Privacy;

/// <summary>Reads a <c>generalise</c> step's configuration.</summary>
internal static class GeneraliseBinder
{
    private const int RangesMax = 256;
    private const int CellMetresMin = 10;
    private const int CellMetresMax = 1_000_000;

    public static GeneraliseOptions Bind(StepConfiguration configuration)
    {
        var channels = new Dictionary<string, Coarsening>();
        foreach (var (channel, value) in configuration.Members("channels"))
            if (BindChannel(configuration.Nested("channels", channel, value)) is { } coarsening) channels[channel] = coarsening;
        var place = BindPlace(configuration, channels);
        bool hasTime = configuration.Has("time");
        long timeUs = hasTime ? (long)configuration.Duration("time", TimeSpan.FromHours(1)).TotalMicroseconds : 0;
        if (!configuration.Has("channels") && !configuration.Has("place") && !hasTime) configuration.Report("channels", "is missing: channels with a step or ranges, or a place, or a time.");
        string[] treated = place is null ? [.. channels.Keys] : [.. channels.Keys, place.Latitude, place.Longitude];
        return new GeneraliseOptions(LeavingOptions.Bind(configuration, treated), channels, place, timeUs);
    }

    private static Coarsening? BindChannel(StepConfiguration configuration)
    {
        double step = configuration.Number("step", 1);
        bool hasStep = configuration.Has("step"), hasRanges = configuration.TryGet("ranges", out var ranges);
        configuration.RefuseUnknown();
        if (hasStep == hasRanges) configuration.Report("step", "or ranges must be there, and not both.");
        else if (hasRanges) return BindRanges(configuration, ranges);
        else if (step > 0) return new RoundedTo(step);
        else configuration.Report("step", "must be more than 0.");
        return null;
    }

    private static InRanges? BindRanges(StepConfiguration configuration, JsonElement ranges)
    {
        var edges = ImmutableArray.CreateBuilder<double>();
        bool isGood = ranges.ValueKind == JsonValueKind.Array && ranges.GetArrayLength() is > 0 and <= RangesMax;
        if (isGood)
        {
            foreach (var item in ranges.EnumerateArray())
            {
                double edge = 0;
                isGood &= item.ValueKind == JsonValueKind.Number && item.TryGetDouble(out edge) && double.IsFinite(edge) && (edges.Count == 0 || edge > edges[^1]);
                edges.Add(edge);
            }
        }
        if (isGood) return new InRanges(edges.ToImmutable());
        configuration.Report("ranges", $"must be a list of 1 to {RangesMax} numbers, each more than the one before: where ranges begin.");
        return null;
    }

    private static PlaceGrid? BindPlace(StepConfiguration configuration, Dictionary<string, Coarsening> channels)
    {
        if (!configuration.TryGet("place", out var value)) return null;
        var place = configuration.Nested("place", value);
        string latitude = place.Text("latitude", "latitude"), longitude = place.Text("longitude", "longitude");
        int metres = place.Integer("cellMetres", 1000, CellMetresMin, CellMetresMax);
        place.RefuseUnknown();
        if (latitude == longitude) place.Report("longitude", "is the channel of the latitude.");
        foreach (string channel in (string[])[latitude, longitude])
            if (channels.ContainsKey(channel)) configuration.Report($"channels.{channel}", "is part of the place already.");
        return new PlaceGrid(latitude, longitude, metres);
    }
}
