namespace EdgeAppliance.Core.Steps.Spectral;

/// <summary>The triangles of TensorFlow's audio front end for microcontrollers: 40 bands, spaced evenly over mel from 125 to 7500 Hz, over
/// a transform of 512 samples at 16 kHz, in integers with 12 fractional bits. Each bin belongs to the band whose middle it lies below, by
/// its weight, and to the next one by what is left.</summary>
internal sealed class SpeechBank
{
    public const int Bands = 40;

    private const int FractionBits = 12;
    private const double HertzPerBin = 16_000.0 / 512;

    private readonly int _first;
    private readonly int[] _band;
    private readonly int[] _weight;
    private readonly int[] _rest;

    public SpeechBank()
    {
        var middles = new double[Bands + 1];
        double low = Mel(125);
        for (int i = 0; i < middles.Length; i++) middles[i] = low + (Mel(7500) - low) / middles.Length * (i + 1);
        _first = (int)(1.5 + 125 / HertzPerBin);
        var bands = new List<int>();
        var weights = new List<double>();
        int band = 0;
        for (int bin = _first; ; bin++)
        {
            double at = Mel(bin * HertzPerBin);
            while (band <= Bands && at > middles[band]) band++;
            if (band > Bands) break;
            bands.Add(band);
            weights.Add((middles[band] - at) / (middles[band] - (band == 0 ? low : middles[band - 1])));
        }
        _band = [.. bands];
        _weight = [.. weights.Select(Fixed)];
        _rest = [.. weights.Select(weight => Fixed(1 - weight))];
    }

    /// <param name="energy">|X|² by bin, of a transform divided by its length.</param>
    /// <param name="sums">Square roots of the bands' energies [<see cref="Bands"/>], with 6 fractional bits.</param>
    public void Apply(ReadOnlySpan<double> energy, Span<uint> sums)
    {
        // The weighted part of a bin falls into its own band, the rest into the next; the first sum belongs to no band.
        Span<ulong> work = stackalloc ulong[Bands + 2];
        work.Clear();
        for (int i = 0; i < _band.Length; i++)
        {
            ulong magnitude = (ulong)energy[_first + i];
            work[_band[i]] += (ulong)_weight[i] * magnitude;
            work[_band[i] + 1] += (ulong)_rest[i] * magnitude;
        }
        for (int i = 0; i < Bands; i++) sums[i] = (uint)Math.Round(Math.Sqrt(work[i + 1]));
    }

    private static int Fixed(double weight) => (int)Math.Floor(weight * (1 << FractionBits) + 0.5);

    private static double Mel(double hertz) => 1127 * Math.Log(1 + hertz / 700);
}
