namespace EdgeAppliance.Storage.Outbox;

/// <summary>Places [First, End) of a lane.</summary>
internal readonly record struct PlaceSpan(long First, long End);
