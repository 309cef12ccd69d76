namespace EdgeAppliance.Drivers.Protocols.Coap.Client;

/// <summary>A way to one server, with security or without. One thread receives, any sends.</summary>
internal interface ICoapTransport : IDisposable
{
    /// <summary>Finds the server, and shakes hands where that is needed.</summary>
    /// <exception cref="IOException">It cannot be reached, or refuses.</exception>
    void Open();

    /// <summary>Sends a datagram, or loses it, as the network may.</summary>
    void Send(ReadOnlySpan<byte> datagram);

    /// <summary>Waits a short while for a datagram.</summary>
    /// <returns>Its length; -1 where none came.</returns>
    /// <exception cref="IOException">The server has ended the session.</exception>
    int Receive(byte[] buffer);
}
