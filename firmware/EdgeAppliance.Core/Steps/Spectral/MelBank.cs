namespace EdgeAppliance.Core.Steps.Spectral;

/// <summary>Triangles spaced evenly over the mel scale, each from the middle of the one before to the middle of the one behind: a spectrum [bins] becomes energies [mels].</summary>
internal sealed class MelBank
{
    private readonly double[][] _weights;
    private readonly int[] _firsts;

    public MelBank(MelOptions options, int fft, double sampleRate)
    {
        _weights = new double[options.Mels][];
        _firsts = new int[options.Mels];
        double low = ToMel(options.Band.Low, options.Scale);
        double step = (ToMel(options.Band.High, options.Scale) - low) / (options.Mels + 1);
        var weights = new double[fft / 2 + 1];
        for (int m = 0; m < options.Mels; m++)
        {
            double[] edges = [low + m * step, low + (m + 1) * step, low + (m + 2) * step];
            double[] hertz = [.. edges.Select(edge => ToHertz(edge, options.Scale))];
            double area = options.EqualArea ? 2 / (hertz[2] - hertz[0]) : 1;
            for (int bin = 0; bin < weights.Length; bin++)
            {
                double at = bin * sampleRate / fft;
                // TensorFlow leaves out the constant part, whose logarithm its scale would not mind.
                double weight = !options.SlopesInMel ? Triangle(at, hertz) : bin == 0 ? 0 : Triangle(ToMel(at, options.Scale), edges);
                weights[bin] = area * weight;
            }
            Keep(m, weights);
        }
    }

    public int Mels => _weights.Length;

    public void Apply(ReadOnlySpan<double> spectrum, Span<double> energies)
    {
        for (int m = 0; m < _weights.Length; m++)
        {
            double sum = 0;
            var weights = _weights[m];
            var part = spectrum.Slice(_firsts[m], weights.Length);
            for (int i = 0; i < weights.Length; i++) sum += weights[i] * part[i];
            energies[m] = sum;
        }
    }

    public static double ToMel(double hertz, MelScale scale)
    {
        if (scale == MelScale.Htk) return 2595 * Math.Log10(1 + hertz / 700);
        return hertz < 1000 ? hertz * 3 / 200 : 15 + Math.Log(hertz / 1000) * 27 / Math.Log(6.4);
    }

    public static double ToHertz(double mel, MelScale scale)
    {
        if (scale == MelScale.Htk) return 700 * (Math.Pow(10, mel / 2595) - 1);
        return mel < 15 ? mel * 200 / 3 : 1000 * Math.Exp(Math.Log(6.4) / 27 * (mel - 15));
    }

    private static double Triangle(double at, double[] edges) =>
        Math.Max(0, Math.Min((at - edges[0]) / (edges[1] - edges[0]), (edges[2] - at) / (edges[2] - edges[1])));

    private void Keep(int mel, double[] weights)
    {
        int first = Array.FindIndex(weights, weight => weight > 0);
        int last = Array.FindLastIndex(weights, weight => weight > 0);
        _firsts[mel] = Math.Max(first, 0);
        _weights[mel] = first < 0 ? [] : weights[first..(last + 1)];
    }
}
