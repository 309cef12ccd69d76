namespace EdgeAppliance.Drivers.Protocols.Coap;

/// <summary>A reply to a method that must not be run again for each block.</summary>
internal sealed record CoapLongReply(ulong Key, CoapReply Reply, long SinceMs);
