namespace EdgeAppliance.Daemon.Configuration;

/// <param name="Repository">Folder with a folder a model; null for the one under the state directory.</param>
/// <param name="MemoryBytesMax">What all loaded models together may take.</param>
internal sealed record ModelsConfiguration(string? Repository, long MemoryBytesMax);
