using EdgeAppliance.Core.Steps;

namespace EdgeAppliance.Drivers.Sensors.Ads1115;

/// <param name="Inputs">Of the words that <c>inputs</c> takes.</param>
/// <param name="RangeCode">Of the gain: its place in the list of ranges (SBAS444, table 8-3).</param>
/// <param name="RateCode">Of samples a second.</param>
internal sealed record Ads1115Options(IReadOnlyList<string> Inputs, int RangeCode, int RateCode)
{
    // In the order of the multiplexer's codes (SBAS444, table 8-3).
    private static readonly string[] s_known = ["a0-a1", "a0-a3", "a1-a3", "a2-a3", "a0", "a1", "a2", "a3"];
    private static readonly double[] s_ranges = [6.144, 4.096, 2.048, 1.024, 0.512, 0.256];
    private static readonly double[] s_rates = [8, 16, 32, 64, 128, 250, 475, 860];

    private readonly int[] _codes = [.. Inputs.Select(input => Array.IndexOf(s_known, input))];

    public double VoltsPerStep => s_ranges[RangeCode] / 32768;

    /// <summary>The clock may be a tenth slow, and it wakes up before (SBAS444, sections 6.5 and 7.4.2).</summary>
    public double ConversionMs => 1100 / s_rates[RateCode] + 0.03;

    public static string Channel(string input) => $"{input.Replace('-', '_')}_volts";

    public int InputCode(int input) => _codes[input];

    /// <summary>Binds <c>inputs</c>, <c>range</c> and <c>samplesPerSecond</c>.</summary>
    public static Ads1115Options Bind(StepConfiguration settings)
    {
        var inputs = settings.Texts("inputs");
        for (int i = 0; i < inputs.Count; i++)
            if (!s_known.Contains(inputs[i])) settings.Report($"inputs[{i}]", $"must be one of {string.Join(", ", s_known)}.");
        return new Ads1115Options(inputs.Count > 0 ? inputs : ["a0", "a1", "a2", "a3"], SensorBinder.Choice(settings, "range", 2.048, s_ranges),
            SensorBinder.Choice(settings, "samplesPerSecond", 128, s_rates));
    }
}
