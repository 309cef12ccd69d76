namespace EdgeAppliance.Core.Steps.Privacy.Noise;

/// <summary>Random bits for one draw of noise after another. Two make it real: the keyed one, and the tests' from a seed.</summary>
internal abstract class Chance
{
    private ulong _bits;
    private int _left;

    /// <summary>Begins the bits for one value.</summary>
    /// <param name="ordinal">Which of the readings of the same time it is.</param>
    /// <param name="count">The value, in steps of its grid.</param>
    public void Begin(long timeUs, long ordinal, long count)
    {
        _left = 0;
        Seek(timeUs, ordinal, count);
    }

    /// <summary>True or false, each with one half.</summary>
    public bool Coin() => Bits(1) == 1;

    /// <summary>A number from 0 to less than the bound, each with the same chance, without an error of rounding.</summary>
    public UInt128 Below(UInt128 bound)
    {
        int count = 128 - (int)UInt128.LeadingZeroCount(bound - UInt128.One);
        while (true)
        {
            UInt128 drawn = count <= 64 ? Bits(count) : new UInt128(Bits(count - 64), Bits(64));
            if (drawn < bound) return drawn;
        }
    }

    protected abstract void Seek(long timeUs, long ordinal, long count);

    /// <summary>64 more bits.</summary>
    protected abstract ulong Next();

    private ulong Bits(int count)
    {
        if (count == 0) return 0;
        if (count > _left) (_bits, _left) = (Next(), 64);
        ulong drawn = count == 64 ? _bits : _bits & ((1UL << count) - 1);
        _bits = count == 64 ? 0 : _bits >> count;
        _left -= count;
        return drawn;
    }
}
