namespace EdgeAppliance.Core.Pipeline;

/// <summary>Packed records (<see cref="PackedRecords"/>) for one lane of the outbox.</summary>
public sealed record LaneAppend(Lane Lane, ReadOnlyMemory<byte> Packed, int Count);
