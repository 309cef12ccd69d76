namespace EdgeAppliance.Bundles;

/// <summary>An input whose output is known. Either tensors (<see cref="Inputs"/> → <see cref="Outputs"/>), which proves the model alone, or a
/// <see cref="Window"/> [channels × size] → <see cref="Results"/> by name, which proves pre- and post-processing too.</summary>
/// <param name="Tolerance">The largest absolute difference of a value from what is expected.</param>
public sealed record GoldenCase(
    IReadOnlyDictionary<string, GoldenData> Inputs,
    IReadOnlyDictionary<string, GoldenData> Outputs,
    GoldenData? Window,
    IReadOnlyDictionary<string, double> Results,
    double Tolerance);
