using EdgeAppliance.Core.Steps.Filtering;

namespace EdgeAppliance.Core.Steps.Timing;

/// <summary>Reads a <c>resample</c> step's configuration.</summary>
internal static class ResampleBinder
{
    private const int Order = 8;

    /// <summary>Of the new rate: half of it is the limit, and the slope needs room below.</summary>
    private const double Cutoff = 0.4;

    private static readonly string[] Methods = ["linear", "previous", "mean"];

    public static ResampleOptions Bind(StepConfiguration configuration)
    {
        var grid = TimeGrid.Bind(configuration);
        string method = configuration.Text("method", Methods[0]);
        int at = Array.IndexOf(Methods, method);
        if (at < 0) configuration.Report("method", $"must be one of {string.Join(", ", Methods)}.");
        long maxGapUs = grid.BindSpan(configuration, "maxGap");
        return new ResampleOptions(grid, (ResampleMethod)Math.Max(at, 0), maxGapUs, BindAntiAlias(configuration, grid));
    }

    private static Biquad[]? BindAntiAlias(StepConfiguration configuration, TimeGrid grid)
    {
        bool isOn = configuration.Has("sampleRate");
        double rate = configuration.Number("sampleRate", 1);
        double part = Cutoff * 1e6 / grid.PeriodUs / rate;
        if (!isOn) return null;
        if (rate > 0 && part < 0.5) return Butterworth.Lowpass(Order, part);
        configuration.Report("sampleRate", "must be the readings' own rate in Hz, of more than 0.8 of the new rate, for the anti-alias filter.");
        return null;
    }
}
