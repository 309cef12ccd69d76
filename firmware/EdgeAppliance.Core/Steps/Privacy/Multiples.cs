namespace EdgeAppliance.Core.Steps.Privacy;

/// <summary>The multiples of a step.</summary>
internal sealed class Multiples(double step)
{
    // Tenths are divided by ten instead of multiplied by 0.1, so that they are written as 0.3 and not as 0.30000000000000004.
    private readonly double _inverse = Math.Abs(Math.Round(1 / step) * step - 1) < 1e-12 ? Math.Round(1 / step) : 0;

    public double Step => step;

    /// <summary>How many steps the nearest multiple has. Adding zero makes -0, which would tell the sign, 0.</summary>
    public double Count(double value) => Math.Round(value / step, MidpointRounding.AwayFromZero) + 0.0;

    public double Of(double count) => _inverse > 0 ? count / _inverse : count * step;
}
