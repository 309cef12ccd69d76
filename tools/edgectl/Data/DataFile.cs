namespace EdgeAppliance.Edgectl.Data;

/// <summary>One file of a public data set.</summary>
/// <param name="Path">Below the data set's folder.</param>
/// <param name="Sha256">Lower-case hexadecimal.</param>
internal sealed record DataFile(string Path, string Sha256);
