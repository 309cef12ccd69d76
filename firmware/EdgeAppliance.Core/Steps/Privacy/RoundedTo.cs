namespace EdgeAppliance.Core.Steps.Privacy;

/// <summary>The nearest multiple of a step.</summary>
internal sealed class RoundedTo(double step) : Coarsening
{
    // Tenths are divided by ten instead of multiplied by 0.1, so that they are written as 0.3 and not as 0.30000000000000004.
    private readonly double _inverse = Math.Abs(Math.Round(1 / step) * step - 1) < 1e-12 ? Math.Round(1 / step) : 0;

    public override double Of(double value)
    {
        // Adding zero makes -0, which would tell the sign, 0.
        double count = Math.Round(value / step, MidpointRounding.AwayFromZero) + 0.0;
        return _inverse > 0 ? count / _inverse : count * step;
    }
}
