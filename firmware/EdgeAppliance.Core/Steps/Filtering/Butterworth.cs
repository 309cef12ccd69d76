using System.Numerics;

namespace EdgeAppliance.Core.Steps.Filtering;

/// <summary>Designs Butterworth filters as second-order sections: poles of the analog prototype on the unit circle's left half
/// (Butterworth 1930), the band moved by the usual substitutions, then the bilinear transform with its frequencies warped beforehand
/// (Oppenheim and Schafer, Discrete-Time Signal Processing, 7.1). Frequencies are parts of the sample rate, between 0 and 0.5.</summary>
internal static class Butterworth
{
    public static Biquad[] Lowpass(int order, double cutoff)
    {
        double warped = Warp(cutoff);
        return Pairs(order, pole => [Digital(pole * warped)], zero: -1);
    }

    public static Biquad[] Highpass(int order, double cutoff)
    {
        double warped = Warp(cutoff);
        return Pairs(order, pole => [Digital(warped / pole)], zero: 1);
    }

    /// <summary>Twice as many poles as the order says: one slope a side.</summary>
    public static Biquad[] Bandpass(int order, double low, double high)
    {
        double width = Warp(high) - Warp(low);
        double centre = Math.Sqrt(Warp(low) * Warp(high));
        Complex[] Split(Complex pole)
        {
            var half = pole * width / 2;
            var root = Complex.Sqrt(half * half - centre * centre);
            return [Digital(half + root), Digital(half - root)];
        }
        var sections = new List<Biquad>();
        for (int k = 0; k < order / 2; k++)
            foreach (var pole in Split(Prototype(order, k))) sections.Add(Section(pole, Complex.Conjugate(pole), 1, -1));
        // The prototype's real pole makes two that are real, or each other's conjugate: one section either way.
        if (order % 2 == 1 && Split(-1) is var pair) sections.Add(Section(pair[0], pair[1], 1, -1));
        var at = Complex.FromPolarCoordinates(1, 2 * Math.Atan(centre / 2));
        return [.. sections.Select(section => Scaled(section, at))];
    }

    private static Biquad[] Pairs(int order, Func<Complex, Complex[]> move, double zero)
    {
        var sections = new List<Biquad>();
        for (int k = 0; k < order / 2; k++)
        {
            var pole = move(Prototype(order, k))[0];
            sections.Add(Section(pole, Complex.Conjugate(pole), zero, zero));
        }
        if (order % 2 == 1)
        {
            double pole = move(-1)[0].Real;
            sections.Add(new Biquad(1, -zero, 0, -pole, 0));
        }
        return [.. sections.Select(section => Scaled(section, -zero))];
    }

    // A sample rate of 1 is assumed: s = 2 (z - 1) / (z + 1).
    private static double Warp(double frequency) => 2 * Math.Tan(Math.PI * frequency);

    private static Complex Digital(Complex pole) => (2 + pole) / (2 - pole);

    private static Complex Prototype(int order, int k) => Complex.FromPolarCoordinates(1, Math.PI * (2 * k + order + 1) / (2 * order));

    private static Biquad Section(Complex pole1, Complex pole2, double zero1, double zero2) =>
        new(1, -(zero1 + zero2), zero1 * zero2, -(pole1 + pole2).Real, (pole1 * pole2).Real);

    /// <summary>Gives the section a gain of 1 at a point of the unit circle.</summary>
    private static Biquad Scaled(Biquad section, Complex at)
    {
        var gain = ((section.B0 * at + section.B1) * at + section.B2) / ((at + section.A1) * at + section.A2);
        double by = 1 / gain.Magnitude;
        return section with { B0 = section.B0 * by, B1 = section.B1 * by, B2 = section.B2 * by };
    }
}
