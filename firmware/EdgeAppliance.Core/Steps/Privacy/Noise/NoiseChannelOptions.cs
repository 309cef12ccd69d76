namespace EdgeAppliance.Core.Steps.Privacy.Noise;

/// <param name="Range">What is beyond counts as the nearer end, so that no value moves the result by more than is declared.</param>
/// <param name="Grid">What comes out is a multiple of its step. Noise on floating-point numbers tells the value in its last bits (Mironov 2012); here value and noise
/// are whole numbers of steps.</param>
/// <param name="Scale">Laplace: t and s of <see cref="DiscreteLaplace"/>. Gaussian: σ and 1.</param>
/// <param name="Cost">What one value takes of the budget.</param>
internal sealed record NoiseChannelOptions(string Name, (double Low, double High) Range, Multiples Grid, (long T, long S) Scale, long Cost);
