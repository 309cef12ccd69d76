namespace EdgeAppliance.Storage.Documents;

/// <summary>How much of the log is known to be on stable storage.</summary>
internal readonly record struct LogMark(uint Generation, long Frames);
