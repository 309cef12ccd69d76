namespace EdgeAppliance.Demo.Cloud;

/// <summary>What the cloud reads of one record that came in.</summary>
/// <param name="Stream">The middle part of the id: device, stream, sequence.</param>
internal sealed record CloudRecord(string Id, string Stream, long Sequence, string Type, DateTimeOffset Time);
