namespace EdgeAppliance.Core.Steps.Filtering;

/// <summary>One second-order section: y[n] = b0 x[n] + b1 x[n-1] + b2 x[n-2] - a1 y[n-1] - a2 y[n-2].</summary>
internal readonly record struct Biquad(double B0, double B1, double B2, double A1, double A2)
{
    /// <summary>What it makes of a value that never changes.</summary>
    public double GainAtRest => (B0 + B1 + B2) / (1 + A1 + A2);
}
