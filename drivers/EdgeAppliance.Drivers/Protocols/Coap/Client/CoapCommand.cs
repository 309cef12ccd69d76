namespace EdgeAppliance.Drivers.Protocols.Coap.Client;

/// <summary>A command: what is done with which resource.</summary>
internal sealed record CoapCommand(CoapCode Method, CoapTarget Target);
