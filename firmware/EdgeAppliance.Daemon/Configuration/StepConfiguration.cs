namespace EdgeAppliance.Daemon.Configuration;

/// <summary>One step of a pipeline: its type, and its settings as they stand in the file.</summary>
internal sealed record StepConfiguration(string Type, ConfigNode Settings);
