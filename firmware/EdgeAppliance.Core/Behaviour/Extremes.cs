namespace EdgeAppliance.Core.Behaviour;

/// <summary>While a device is learnt the least and the most that was seen; after that the limits.</summary>
internal struct Extremes
{
    /// <summary>A signal that never moved is still given this part of its size.</summary>
    private const double LeastWidth = 0.1;

    public Extremes() => (Least, Most) = (double.PositiveInfinity, double.NegativeInfinity);

    public Extremes(double least, double most) => (Least, Most) = (double.IsNaN(least) ? double.NegativeInfinity : least, double.IsNaN(most) ? double.PositiveInfinity : most);

    public double Least { get; private set; }

    public double Most { get; private set; }

    public readonly bool Holds(double value) => !(value < Least) && !(value > Most);

    /// <summary>The limit that a value breaks.</summary>
    public readonly double Broken(double value) => value < Least ? Least : Most;

    /// <summary>Missing values are none.</summary>
    public void Learn(double value)
    {
        if (value < Least) Least = value;
        if (value > Most) Most = value;
    }

    public readonly Extremes With(in Extremes other) => new(Math.Min(Least, other.Least), Math.Max(Most, other.Most));

    /// <summary>From what was seen to limits. What was never seen is not limited.</summary>
    /// <param name="slack">Added on both sides.</param>
    public void Widen(double margin, double slack = 0)
    {
        if (Least > Most)
        {
            this = new Extremes(double.NaN, double.NaN);
            return;
        }
        double width = margin * Math.Max(Most - Least, LeastWidth * Math.Max(Math.Abs(Least), Math.Abs(Most))) + slack;
        (Least, Most) = (Least - width, Most + width);
    }

    /// <summary>Likewise, where less is never wrong.</summary>
    public void WidenAbove(double margin, double slack) => this = new Extremes(double.NaN, Least > Most ? double.NaN : Most * (1 + margin) + slack);
}
