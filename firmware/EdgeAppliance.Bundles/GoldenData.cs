namespace EdgeAppliance.Bundles;

/// <summary>Numbers of a golden case: written in the manifest, or in a file beside it (little endian, the tensor's element type, no header;
/// a window's file is float64).</summary>
/// <param name="File">A path inside the bundle, or null.</param>
/// <param name="Values">Empty where there is a file.</param>
public sealed record GoldenData(string? File, IReadOnlyList<double> Values);
