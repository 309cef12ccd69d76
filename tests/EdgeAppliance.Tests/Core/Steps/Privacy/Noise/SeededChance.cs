using EdgeAppliance.Core.Steps.Privacy.Noise;

namespace EdgeAppliance.Tests.Core.Steps.Privacy.Noise;

/// <summary>Bits from a seed, one after another whatever they are for.</summary>
internal sealed class SeededChance(int seed) : Chance
{
    private readonly Random _random = new(seed);

    protected override void Seek(long timeUs, long ordinal, long count)
    {
    }

    protected override ulong Next() => (ulong)_random.NextInt64(long.MinValue, long.MaxValue);
}
