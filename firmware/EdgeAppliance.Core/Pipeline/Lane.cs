namespace EdgeAppliance.Core.Pipeline;

/// <summary>One first-in-first-out queue of the outbox: an uplink's records of one priority.</summary>
public readonly record struct Lane(string Uplink, RecordPriority Priority);
