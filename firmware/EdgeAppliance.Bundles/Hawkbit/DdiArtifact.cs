namespace EdgeAppliance.Bundles.Hawkbit;

/// <summary>A file of a software module. What it must be is never taken from here: hawkBit signs nothing.</summary>
/// <param name="Bytes">As the server says.</param>
/// <param name="Sha256">In small hexadecimal digits, as the server says; null where it does not.</param>
/// <param name="Address">Where it is fetched: https or http.</param>
public sealed record DdiArtifact(string FileName, long Bytes, string? Sha256, Uri Address);
