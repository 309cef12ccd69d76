namespace EdgeAppliance.Storage.Outbox;

/// <summary>What is on stable storage of the readings.</summary>
/// <param name="End">The position behind the last one stored.</param>
/// <param name="Trimmed">Readings deleted since the store was opened.</param>
internal sealed record ReadingsView(long End, long Count, long Bytes, long Trimmed);
