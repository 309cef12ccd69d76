namespace EdgeAppliance.Edgectl.Provision.Apply;

/// <summary>All that a provision.json comes to.</summary>
/// <param name="Digest">SHA-256 of the file, by which it is known again.</param>
/// <param name="Removals">Below the data partition.</param>
/// <param name="Report">What the technician is told.</param>
/// <param name="SigningRequest">For the FAT partition; null where none is wanted.</param>
internal sealed record ProvisionPlan(string Digest, IReadOnlyList<PlannedFile> Files, IReadOnlyList<string> Removals, string Report, byte[]? SigningRequest);
