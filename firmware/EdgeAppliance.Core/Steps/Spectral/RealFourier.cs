using System.Numerics;

namespace EdgeAppliance.Core.Steps.Spectral;

/// <summary>The discrete Fourier transform of real samples, X[k] = Σ x[n] exp(-2πi kn / length), for k up to half the length. Cooley and
/// Tukey's mixed radix (1965), decimation in time: radix 4 and 2, and the small odd primes as they come. An even length is
/// transformed as half as many complex numbers.</summary>
internal sealed class RealFourier
{
    /// <summary>A length may have no larger prime factor: each costs its own size a sample.</summary>
    public const int PrimeMax = 13;

    public const int LengthMax = 65_536;

    private readonly int[] _factors;
    private readonly Complex[] _input;
    private readonly Complex[] _output;
    private readonly Complex[] _twiddles;
    private readonly Complex[] _split;

    public RealFourier(int length)
    {
        if (!Supports(length)) throw new ArgumentOutOfRangeException(nameof(length), $"{length} has a prime factor over {PrimeMax}, or is not from 1 to {LengthMax}.");
        Length = length;
        IsHalved = length % 2 == 0;
        int points = IsHalved ? length / 2 : length;
        _factors = Factors(points);
        _input = new Complex[points];
        _output = new Complex[points];
        _twiddles = Turns(points, points);
        _split = IsHalved ? Turns(length, points + 1) : [];
    }

    public int Length { get; }

    /// <summary>Frequencies from 0 to half the sample rate.</summary>
    public int Bins => Length / 2 + 1;

    private bool IsHalved { get; }

    public static bool Supports(int length)
    {
        if (length is < 1 or > LengthMax) return false;
        for (int prime = 2; prime <= PrimeMax; prime++)
            while (length % prime == 0) length /= prime;
        return length == 1;
    }

    /// <summary>Squared magnitudes |X[k]|² [bins].</summary>
    /// <param name="samples">At most as many as the length; zeros follow them.</param>
    public void Power(ReadOnlySpan<double> samples, Span<double> power)
    {
        Fill(samples);
        if (_factors.Length == 0) _output[0] = _input[0];
        else Transform(0, 0, 1, 0);
        for (int k = 0; k < Bins; k++)
        {
            var value = IsHalved ? Split(k) : _output[k];
            power[k] = value.Real * value.Real + value.Imaginary * value.Imaginary;
        }
    }

    private void Fill(ReadOnlySpan<double> samples)
    {
        Array.Clear(_input);
        if (IsHalved)
        {
            for (int n = 0; n < samples.Length / 2; n++) _input[n] = new Complex(samples[2 * n], samples[2 * n + 1]);
            if (samples.Length % 2 == 1) _input[samples.Length / 2] = samples[^1];
        }
        else
        {
            for (int n = 0; n < samples.Length; n++) _input[n] = samples[n];
        }
    }

    /// <summary>One value of the whole transform from those of its even and odd samples, which lie in the real and imaginary parts.</summary>
    private Complex Split(int k)
    {
        int points = _output.Length;
        var here = _output[k == points ? 0 : k];
        var there = Complex.Conjugate(_output[k == 0 ? 0 : points - k]);
        var odd = (here - there) * _split[k];
        // Minus i times the odd part.
        return ((here + there) + new Complex(odd.Imaginary, -odd.Real)) / 2;
    }

    private void Transform(int to, int from, int stride, int stage)
    {
        int radix = _factors[stage];
        int each = _output.Length / stride / radix;
        for (int i = 0; i < radix; i++)
        {
            if (each == 1) _output[to + i] = _input[from + i * stride];
            else Transform(to + i * each, from + i * stride, stride * radix, stage + 1);
        }
        var part = _output.AsSpan(to, radix * each);
        if (radix == 4) Butterfly4(part, stride, each);
        else if (radix == 2) Butterfly2(part, stride, each);
        else ButterflyOdd(part, stride, each, radix);
    }

    private void Butterfly2(Span<Complex> part, int stride, int each)
    {
        for (int u = 0; u < each; u++)
        {
            var turned = part[u + each] * _twiddles[stride * u];
            part[u + each] = part[u] - turned;
            part[u] += turned;
        }
    }

    private void Butterfly4(Span<Complex> part, int stride, int each)
    {
        for (int u = 0; u < each; u++)
        {
            var one = part[u + each] * _twiddles[stride * u];
            var two = part[u + 2 * each] * _twiddles[2 * stride * u];
            var three = part[u + 3 * each] * _twiddles[3 * stride * u];
            var (sum, difference) = (part[u] + two, part[u] - two);
            var (odd, turn) = (one + three, one - three);
            var quarter = new Complex(turn.Imaginary, -turn.Real);
            part[u] = sum + odd;
            part[u + each] = difference + quarter;
            part[u + 2 * each] = sum - odd;
            part[u + 3 * each] = difference - quarter;
        }
    }

    private void ButterflyOdd(Span<Complex> part, int stride, int each, int radix)
    {
        Span<Complex> taken = stackalloc Complex[PrimeMax];
        for (int u = 0; u < each; u++)
        {
            for (int q = 0; q < radix; q++) taken[q] = part[u + q * each];
            for (int k = u; k < part.Length; k += each)
            {
                var sum = taken[0];
                for (int q = 1; q < radix; q++) sum += taken[q] * _twiddles[(int)((long)stride * k * q % _twiddles.Length)];
                part[k] = sum;
            }
        }
    }

    private static Complex[] Turns(int length, int count)
    {
        var turns = new Complex[count];
        for (int k = 0; k < count; k++) turns[k] = Complex.FromPolarCoordinates(1, -2 * Math.PI * k / length);
        return turns;
    }

    private static int[] Factors(int length)
    {
        var factors = new List<int>();
        foreach (int radix in (int[])[4, 2, 3, 5, 7, 11, PrimeMax])
            for (; length % radix == 0; length /= radix) factors.Add(radix);
        return [.. factors];
    }
}
