using System.Globalization;

namespace EdgeAppliance.Bench.Harness;

/// <summary>What a figure must reach.</summary>
internal readonly record struct Bar(double Value, bool IsMost)
{
    public static Bar AtLeast(double value) => new(value, false);

    public static Bar AtMost(double value) => new(value, true);

    public bool IsMetBy(double value) => IsMost ? value <= Value : value >= Value;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(IsMost ? "≤" : "≥")} {Value:#,0.###}");
}
