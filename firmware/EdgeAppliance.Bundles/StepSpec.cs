namespace EdgeAppliance.Bundles;

/// <summary>One pre- or post-processing step: its name in the catalog and its parameters. Which parameters it knows is the catalog's business.</summary>
public sealed record StepSpec(string Name, IReadOnlyDictionary<string, StepParameter> Parameters);
