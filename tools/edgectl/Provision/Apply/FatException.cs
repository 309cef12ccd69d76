namespace EdgeAppliance.Edgectl.Provision.Apply;

/// <summary>The FAT partition cannot be written.</summary>
internal sealed class FatException(string message, Exception? inner = null) : IOException(message, inner);
