namespace EdgeAppliance.Storage.Outbox;

/// <summary>What is on stable storage of the readings.</summary>
/// <param name="End">The position behind the last one stored.</param>
/// <param name="Next">The position given next; those passed are counted too.</param>
/// <param name="Trimmed">Readings deleted since the store was opened.</param>
internal sealed record ReadingsView(long End, long Next, long Count, long Bytes, long Trimmed);
