namespace EdgeAppliance.Core.Steps.Privacy.Noise;

/// <summary>Adds noise to the values of one channel.</summary>
internal sealed class NoiseChannel(NoiseChannelOptions options, NoiseMechanism mechanism, Chance chance)
{
    public long Cost => options.Cost;

    public double Of(double value, long timeUs, long ordinal)
    {
        long count = (long)options.Grid.Count(Math.Clamp(value, options.Range.Low, options.Range.High));
        chance.Begin(timeUs, ordinal, count);
        var (t, s) = options.Scale;
        return options.Grid.Of(count + (mechanism == NoiseMechanism.Laplace ? DiscreteLaplace.Draw(chance, t, s) : DiscreteGaussian.Draw(chance, (int)t)));
    }
}
