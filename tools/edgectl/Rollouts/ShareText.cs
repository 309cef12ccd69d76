using System.Globalization;
using EdgeAppliance.Bundles.Rollouts;

namespace EdgeAppliance.Edgectl.Rollouts;

/// <summary>Shares as <c>1%</c> or <c>0.05%</c>, in millionths.</summary>
internal static class ShareText
{
    private const int PpmAPercent = RolloutStage.AllPpm / 100;

    /// <returns>Null where it is none from 0 to 100 %.</returns>
    public static int? TryParse(string text)
    {
        if (!text.EndsWith('%') || !decimal.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal percent)) return null;
        return percent is >= 0 and <= 100 && percent * PpmAPercent is var ppm && ppm == Math.Truncate(ppm) ? (int)ppm : null;
    }

    public static string Of(double ppm) => string.Create(CultureInfo.InvariantCulture, $"{ppm / PpmAPercent:0.####} %");
}
