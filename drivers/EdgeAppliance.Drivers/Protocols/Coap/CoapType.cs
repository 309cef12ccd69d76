namespace EdgeAppliance.Drivers.Protocols.Coap;

/// <summary>A message's type (RFC 7252 section 3).</summary>
internal enum CoapType : byte
{
    Confirmable,
    NonConfirmable,
    Acknowledgement,
    Reset,
}
