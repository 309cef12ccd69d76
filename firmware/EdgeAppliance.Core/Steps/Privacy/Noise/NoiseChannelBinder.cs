namespace EdgeAppliance.Core.Steps.Privacy.Noise;

/// <summary>Reads what a <c>noise</c> step does to one channel.</summary>
internal static class NoiseChannelBinder
{
    public const double EpsilonMin = 0.001;
    public const double EpsilonMax = 100;

    /// <summary>Steps that the noise, or what it hides where that is less, has at least, where none is given.</summary>
    private const double StepsMin = 256;
    private const long SensitivityMax = 1 << 20;
    private const double CountMax = 1L << 50;

    public static NoiseChannelOptions? Bind(string channel, StepConfiguration configuration, NoiseCalibration calibration)
    {
        double low = configuration.Number("low", 0), high = configuration.Number("high", 0), epsilon = configuration.Number("epsilon", 0);
        double sensitivity = configuration.Number("sensitivity", high - low), step = configuration.Number("step", 1);
        configuration.RefuseUnknown();
        if (!configuration.Has("low") || !configuration.Has("high") || !(low < high)) configuration.Report("high", "and low must be there, and high be more: what is beyond counts as the nearer one.");
        else if (epsilon is not (>= EpsilonMin and <= EpsilonMax)) configuration.Report("epsilon", $"must be from {EpsilonMin} to {EpsilonMax}: what a value costs; less hides more.");
        else if (!(sensitivity > 0 && sensitivity <= high - low)) configuration.Report("sensitivity", "must be more than 0 and no more than high - low: how far one reading can move the value.");
        else if (configuration.Has("step") && !(step > 0)) configuration.Report("step", "must be more than 0.");
        else return Calibrate(channel, configuration, calibration, (low, high), (epsilon, sensitivity, configuration.Has("step") ? step : Step(sensitivity, calibration.Spread(epsilon))));
        return null;
    }

    /// <summary>A power of two, by which nothing is rounded.</summary>
    private static double Step(double sensitivity, double spread) => Math.Pow(2, Math.Floor(Math.Log2(sensitivity * Math.Min(1, spread) / StepsMin)));

    private static NoiseChannelOptions? Calibrate(string channel, StepConfiguration configuration, NoiseCalibration calibration, (double Low, double High) range, (double Epsilon, double Sensitivity, double Step) wish)
    {
        var grid = new Multiples(wish.Step);
        double from = grid.Count(range.Low), to = grid.Count(range.High);
        // Of the whole range the grid says it exactly; of less, both ends may be rounded apart.
        double steps = configuration.Has("sensitivity") ? Math.Ceiling(wish.Sensitivity / wish.Step) + 1 : to - from;
        if (!(Math.Abs(from) <= CountMax && Math.Abs(to) <= CountMax && steps is >= 1 and <= SensitivityMax))
            configuration.Report("step", $"must divide the sensitivity into 1 to {SensitivityMax} parts.");
        else if (calibration.For(wish.Epsilon, (long)steps) is { } noise) return new NoiseChannelOptions(channel, range, grid, noise.Scale, noise.Cost);
        else configuration.Report("step", "is too small for so much noise.");
        return null;
    }
}
