namespace EdgeAppliance.Core.Steps.Spectral;

/// <summary>log(max(energy, floor) + offset).</summary>
/// <param name="Offset">Added before the logarithm, so that silence has one.</param>
/// <param name="Floor">Energies below count as this.</param>
internal sealed record LoudnessOptions(Loudness Unit, double Offset, double Floor)
{
    public double Of(double energy)
    {
        double taken = Math.Max(energy, Floor) + Offset;
        return Unit switch
        {
            Loudness.Ln => Math.Log(taken),
            Loudness.Log10 => Math.Log10(taken),
            _ => 10 * Math.Log10(taken),
        };
    }
}
