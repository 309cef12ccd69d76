namespace EdgeAppliance.Drivers.Protocols.Coap.Client;

/// <summary>A channel, and where its number is: a resource, and a place in what it answers.</summary>
/// <param name="Pointer">A JSON pointer; empty for the whole.</param>
internal sealed record CoapChannel(string Name, CoapTarget Target, string Pointer);
