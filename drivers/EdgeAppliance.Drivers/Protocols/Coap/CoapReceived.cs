using System.Net;

namespace EdgeAppliance.Drivers.Protocols.Coap;

/// <summary>Takes a datagram. The address and the buffer are used again for the next one.</summary>
/// <param name="length">Of the datagram, which lies at the beginning of the buffer.</param>
internal delegate void CoapReceived(SocketAddress from, byte[] buffer, int length);
