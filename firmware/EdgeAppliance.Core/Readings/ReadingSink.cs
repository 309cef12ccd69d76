namespace EdgeAppliance.Core.Readings;

/// <summary>Takes a source's readings: a store's <c>Append</c>, or its <c>Pass</c> where the source says <c>"durable": false</c>.
/// The batch belongs to it from then on. May block the caller, which is how a source notices that the store is behind.</summary>
/// <returns>Done once the readings are as safe as they will be. Faulted where they could not be kept.</returns>
public delegate Task ReadingSink(ReadingBatch batch);
