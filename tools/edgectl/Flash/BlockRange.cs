namespace EdgeAppliance.Edgectl.Flash;

/// <summary>Bytes of an image that hold something.</summary>
/// <param name="Sha256">Hexadecimal, small; null where none is known.</param>
internal sealed record BlockRange(long Offset, long Bytes, string? Sha256);
