namespace EdgeAppliance.Core.Steps.Privacy.Noise;

/// <summary>The numbers are stored with what was spent: never renumber.</summary>
internal enum NoiseMechanism
{
    Laplace = 0,
    Gaussian = 1,
}
