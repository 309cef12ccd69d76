namespace EdgeAppliance.Bench.Harness;

/// <summary>One measured number.</summary>
/// <param name="Bar">What it must reach, or null where it is only told.</param>
internal sealed record Figure(string Name, double Value, string Unit, Bar? Bar)
{
    public bool IsMet => Bar is not { } bar || bar.IsMetBy(Value);
}
