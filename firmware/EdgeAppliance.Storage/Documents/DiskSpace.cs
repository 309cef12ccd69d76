namespace EdgeAppliance.Storage.Documents;

/// <summary>A file system's size, in bytes.</summary>
/// <param name="Free">What may still be written by this process.</param>
public readonly record struct DiskSpace(long Free, long Total);
